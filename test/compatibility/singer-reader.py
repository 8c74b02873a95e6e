"""
A reader in the manner of Singer taps: every call is a POST that stands for a GET, most in Rest.li 1.0; messages of the
Singer specification on stdout.
"""

import json
from datetime import date, timedelta

import requests
from sign_in import ACCESS_TOKEN, ACCOUNT, ORIGIN

SECOND = {"X-Restli-Protocol-Version": "2.0.0"}
URN = f"urn:li:sponsoredAccount:{ACCOUNT}"


def read(path, query, headers=None):
    """All pages, as a form."""
    while query is not None:
        response = requests.post(
            f"{ORIGIN}/rest/{path}",
            data=query,
            headers={
                "Authorization": f"Bearer {ACCESS_TOKEN}",
                "LinkedIn-Version": "202609",
                "Content-Type": "application/x-www-form-urlencoded",
                "X-HTTP-Method-Override": "GET",
                **(headers or {}),
            },
            timeout=60,
        )
        assert response.status_code == 200, response.text
        page = response.json()
        yield from page["elements"]
        links = page.get("paging", {}).get("links", [])
        following = [link["href"].split("?", 1)[1] for link in links if link["rel"] == "next"]
        token = page.get("metadata", {}).get("nextPageToken")
        first = query.split("&pageToken=")[0]
        query = f"{first}&pageToken={token}" if token else (following or [None])[0]


def emit(stream, records, key):
    print(json.dumps({"type": "SCHEMA", "stream": stream, "schema": {}, "key_properties": key}))
    records = list(records)
    for record in records:
        print(json.dumps({"type": "RECORD", "stream": stream, "record": record}))
    print(json.dumps({"type": "STATE", "value": {"currently_syncing": stream}}))
    assert records, stream
    return records


encoded = URN.replace(":", "%3A")
emit("accounts", read("adAccounts", f"q=search&pageSize=1000&search=(id:(values:List({encoded})))", SECOND), ["id"])
emit("account_users", read("adAccountUsers", f"start=0&count=1&q=accounts&accounts[0]={URN}"), ["account", "user"])
emit("campaign_groups", read(f"adAccounts/{ACCOUNT}/adCampaignGroups", "pageSize=1&q=search"), ["id"])
campaigns = emit("campaigns", read(f"adAccounts/{ACCOUNT}/adCampaigns", "pageSize=2&q=search"), ["id"])
assert len(campaigns) == 5
end = date.today()
start = end - timedelta(days=30)
days = "&".join(
    f"dateRange.{name}.{part}={getattr(day, part)}"
    for name, day in (("start", start), ("end", end))
    for part in ("day", "month", "year")
)
for campaign in campaigns[:2]:
    urn = f"urn%3Ali%3AsponsoredCampaign%3A{campaign['id']}"
    query = f"pageSize=100&q=criteria&campaigns=List({urn})&sortOrder=ASCENDING"
    emit("creatives", read(f"adAccounts/{ACCOUNT}/creatives", query, {**SECOND, "X-RestLi-Method": "FINDER"}), ["id"])
    for pivot in ("CAMPAIGN", "CREATIVE"):
        query = (
            f"start=0&q=analytics&pivot={pivot}&timeGranularity=DAILY&count=10000"
            f"&campaigns[0]=urn:li:sponsoredCampaign:{campaign['id']}&{days}"
            "&fields=actionClicks,costInLocalCurrency,viralVideoViews,dateRange,pivotValues"
        )
        emit(f"ad_analytics_by_{pivot.lower()}", read("adAnalytics", query), ["pivotValues", "dateRange"])
