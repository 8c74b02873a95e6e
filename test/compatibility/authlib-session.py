"""Authlib. It wants a token_type, which LinkedIn often leaves out."""

from authlib.integrations.requests_client import OAuth2Session
from sign_in import ACCOUNT, AD_ACCOUNTS, CLIENT_ID, CLIENT_SECRET, HEADERS, ORIGIN, REDIRECT_URI, SCOPES, allow, numbers

session = OAuth2Session(
    CLIENT_ID,
    CLIENT_SECRET,
    scope=" ".join(SCOPES),
    redirect_uri=REDIRECT_URI,
    token_endpoint_auth_method="client_secret_post",
)


def with_type(response):
    body = {"token_type": "bearer", **response.json()}
    response.json = lambda: body
    return response


session.register_compliance_hook("access_token_response", with_type)
session.register_compliance_hook("refresh_token_response", with_type)
address, state = session.create_authorization_url(f"{ORIGIN}/oauth/v2/authorization")
endpoint = f"{ORIGIN}/oauth/v2/accessToken"
token = session.fetch_token(endpoint, authorization_response=allow(address), state=state)
session.refresh_token(endpoint, refresh_token=token["refresh_token"])
assert ACCOUNT in numbers(session.get(AD_ACCOUNTS, headers=HEADERS))
