"""What the browser of a person does, and what a program is given."""

import os

import requests

ORIGIN = os.environ["ORIGIN"]
REDIRECT_URI = os.environ["REDIRECT_URI"]
CLIENT_ID = os.environ["LINKEDIN_CLIENT_ID"]
CLIENT_SECRET = os.environ["LINKEDIN_CLIENT_SECRET"]
ACCESS_TOKEN = os.environ["LINKEDIN_ACCESS_TOKEN"]
ACCOUNT = 512345678
SCOPES = ["r_ads", "r_ads_reporting"]
HEADERS = {"LinkedIn-Version": "202609", "X-Restli-Protocol-Version": "2.0.0"}
AD_ACCOUNTS = f"{ORIGIN}/rest/adAccounts?q=search&fields=id"


def allow(address):
    """Presses Allow, and returns the address of the way back."""
    response = requests.post(address, data={"decision": "allow"}, allow_redirects=False, timeout=20)
    assert response.is_redirect, response.text
    return response.headers["location"]


def numbers(response):
    assert response.status_code == 200, response.text
    return [element["id"] for element in response.json()["elements"]]
