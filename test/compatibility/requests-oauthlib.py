"""requests-oauthlib, which sends the token in the address as its own example for LinkedIn does."""

from requests_oauthlib import OAuth2Session
from sign_in import ACCOUNT, AD_ACCOUNTS, CLIENT_ID, CLIENT_SECRET, HEADERS, ORIGIN, REDIRECT_URI, SCOPES, allow, numbers

session = OAuth2Session(CLIENT_ID, redirect_uri=REDIRECT_URI, scope=SCOPES)


def token_in_address(url, headers, data):
    token = headers.pop("Authorization", "").replace("Bearer ", "")
    return f"{url}&oauth2_access_token={token}", headers, data


address, state = session.authorization_url(f"{ORIGIN}/oauth/v2/authorization")
session.fetch_token(
    f"{ORIGIN}/oauth/v2/accessToken",
    authorization_response=allow(address),
    client_secret=CLIENT_SECRET,
    include_client_id=True,
)
assert ACCOUNT in numbers(session.get(AD_ACCOUNTS, headers=HEADERS))
session.refresh_token(
    f"{ORIGIN}/oauth/v2/accessToken", client_id=CLIENT_ID, client_secret=CLIENT_SECRET
)
session.register_compliance_hook("protected_request", token_in_address)
assert ACCOUNT in numbers(session.get(AD_ACCOUNTS, headers=HEADERS))
