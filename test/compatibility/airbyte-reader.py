"""
A reader in the manner of Airbyte's connector: its connection check in Rest.li 1.0, its streams in 2.0 with wrapped
pivots, fifty campaigns and eighteen metrics a call; messages of the Airbyte protocol on stdout.
"""

import json
from datetime import date, timedelta
from urllib.parse import urlencode

import requests
from sign_in import ACCESS_TOKEN, ACCOUNT, ORIGIN

METRICS = (
    "actionClicks adUnitClicks approximateMemberReach cardClicks cardImpressions clicks commentLikes comments "
    "companyPageClicks conversionValueInLocalCurrency costInLocalCurrency costInUsd documentCompletions downloadClicks "
    "externalWebsiteConversions follows fullScreenPlays impressions landingPageClicks likes oneClickLeads opens "
    "otherEngagements qualifiedLeads reactions sends shares totalEngagements videoViews viralClicks viralImpressions"
).split()
PIVOTS = (
    "CAMPAIGN CREATIVE IMPRESSION_DEVICE_TYPE MEMBER_COMPANY MEMBER_COMPANY_SIZE MEMBER_COUNTRY_V2 MEMBER_INDUSTRY "
    "MEMBER_JOB_FUNCTION MEMBER_JOB_TITLE MEMBER_REGION_V2 MEMBER_SENIORITY"
).split()


def call(path, parameters, second=True):
    query = urlencode(parameters, safe="():,%") if second else urlencode(parameters)
    headers = {"Authorization": f"Bearer {ACCESS_TOKEN}", "Linkedin-Version": "202609"}
    if second:
        headers["X-Restli-Protocol-Version"] = "2.0.0"
    response = requests.get(f"{ORIGIN}/rest/{path}?{query}", headers=headers, timeout=60)
    assert response.status_code == 200, response.text
    return response.json()


def by_cursor(path, parameters, second=True):
    page = {"metadata": {"nextPageToken": None}}
    while "nextPageToken" in page.get("metadata", {}):
        token = page["metadata"]["nextPageToken"]
        page = call(path, {**parameters, **({"pageToken": token} if token else {})}, second)
        yield from page["elements"]


def emit(stream, records):
    records = list(records)
    for data in records:
        print(json.dumps({"type": "RECORD", "record": {"stream": stream, "data": data, "emitted_at": 0}}))
    assert records, stream
    return records


check = {"q": "search", "pageSize": "500"}
emit("accounts", by_cursor("adAccounts", check, second=False))
urn = f"urn:li:sponsoredAccount:{ACCOUNT}"
users = {"q": "accounts", "count": "500", "accounts": urn}
emit("account_users", call("adAccountUsers", users, second=False)["elements"])
status = "(status:(values:List(ACTIVE,PAUSED,ARCHIVED,CANCELED,DRAFT,PENDING_DELETION,REMOVED)))"
search = {"q": "search", "search": status, "pageSize": "500"}
campaigns = emit("campaigns", by_cursor(f"adAccounts/{ACCOUNT}/adCampaigns", search))
emit("campaign_groups", by_cursor(f"adAccounts/{ACCOUNT}/adCampaignGroups", search))
emit("creatives", by_cursor(f"adAccounts/{ACCOUNT}/creatives", {"q": "criteria", "pageSize": "100"}, second=False))
emit("conversions", call("conversions", {"q": "account", "account": urn.replace(":", "%3A"), "count": "500"})["elements"])
end = date.today()
start = end - timedelta(days=30)
day = "(year:{0.year},month:{0.month},day:{0.day})"
names = ",".join(f"urn%3Ali%3AsponsoredCampaign%3A{campaign['id']}" for campaign in campaigns)
for pivot in PIVOTS:
    merged = {}
    for at in range(0, len(METRICS), 18):
        fields = [*METRICS[at : at + 18], "dateRange", "pivotValues"]
        report = {
            "q": "analytics",
            "pivot": f"(value:{pivot})",
            "timeGranularity": "(value:DAILY)",
            "campaigns": f"List({names})",
            "dateRange": f"(start:{day.format(start)},end:{day.format(end)})",
            "fields": ",".join(fields),
        }
        for row in call("adAnalytics", report)["elements"]:
            key = json.dumps([row["dateRange"], row["pivotValues"]])
            merged.setdefault(key, {}).update(row)
    assert all("impressions" in row and "actionClicks" in row for row in merged.values())
    emit(f"ad_{pivot.lower()}_analytics", merged.values())
