#!/usr/bin/env python3
"""Fills a freshly started server with data of everything that it stores, and writes what must be found into a manifest.

usage: make_data.py URL OPERATOR_KEY DEMO_TOKEN MANIFEST

See README.md beside this file. Needs Python 3.9 and openssl.
"""
import base64
import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

BASE, OPERATOR_KEY, DEMO_TOKEN, MANIFEST = sys.argv[1:5]
BASE = BASE.rstrip("/")
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User"
DEVICE = "urn:example:params:scim:schemas:core:2.0:Device"
LONG_SESSIONS = {"lifetime": "P366D", "idleTimeout": None}
FAR = "2099-12-31T00:00:00Z"
ISSUER = "https://issuer.example/kept"
SCIM_SCOPES = ["scim:read", "scim:write"]
WORKPLACE_SCOPES = ["workplace:read", "workplace:write"]
NAMES = [
    ("Zoë", "Müller"), ("Łukasz", "Żółć"), ("小龙", "李"), ("Ольга", "Петрова"), ("محمد", "علي"), ("Σωκράτης", "Ωμέγας"),
    ("Ada", "Lovelace"), ("Grace", "Hopper"), ("Ævar", "Þórðarson"), ("José", "Núñez"), ("Nguyễn", "Thị Minh"),
    ("O'Neil", "Smith, Jr."),
]


def send(method, path, body=None, token=None, media="application/json", expect=(200, 201, 202, 204)):
    """Sends a request; returns its JSON, its text where it is not JSON, or None."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(BASE + path, data, method=method)
    request.add_header("Authorization", f"Bearer {token}")
    if data is not None:
        request.add_header("Content-Type", media)
    try:
        with urllib.request.urlopen(request) as answer:
            status, text = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read().decode()
    if status not in expect:
        raise SystemExit(f"{method} {path} answered {status}: {text}")
    try:
        return json.loads(text) if text else None
    except json.JSONDecodeError:
        return text


def operate(method, path, body=None, **more):
    return send(method, f"/operator{path}", body, OPERATOR_KEY, **more)


def introspect(tenant, token):
    form = urllib.parse.urlencode({"token": token}).encode()
    path = f"/tenants/{tenant.id}/api/sessions/introspect"
    return send("POST", path, form, tenant.api_token, "application/x-www-form-urlencoded")


def strip_base(value):
    """Takes the server's address out of a resource, since the data is opened under another one."""
    if isinstance(value, dict):
        return {k: strip_base(v) for k, v in value.items()}
    if isinstance(value, list):
        return [strip_base(v) for v in value]
    return value.replace(BASE, "{base}") if isinstance(value, str) else value


class Tenant:
    def __init__(self, tenant_id, name=None, token=None):
        self.id, self.tokens, self.clients, self.deleted, self.sessions = tenant_id, [], [], [], []
        if name:
            operate("POST", "/tenants", {"id": tenant_id, "displayName": name})
        self.token = token or self.issue("entra", SCIM_SCOPES)["token"]
        self.api_token = token or self.issue("product", WORKPLACE_SCOPES)["token"]
        if token:
            self.tokens.append({"token": token, "valid": True})

    def issue(self, name, scopes, valid=True, **more):
        issued = operate("POST", f"/tenants/{self.id}/tokens", {"name": name, "scopes": scopes, **more})
        self.tokens.append({
            "id": issued["id"], "name": name, "token": issued["token"], "scopes": scopes, "valid": valid,
            "userId": more.get("userId"), "expiresAt": issued.get("expiresAt"),
        })
        return issued

    def client(self, name, scopes, valid=True):
        made = operate("POST", f"/tenants/{self.id}/clients", {"name": name, "scopes": scopes})
        self.clients.append({"id": made["client_id"], "secret": made["client_secret"], "name": name, "valid": valid})
        return made["client_id"]

    def settings(self, patch):
        operate("PATCH", f"/tenants/{self.id}/settings", patch)

    def scim(self, method, path, body=None, **more):
        return send(method, f"/tenants/{self.id}/scim/v2{path}", body, self.token, "application/scim+json", **more)

    def api(self, method, path, body=None, media="application/json", **more):
        return send(method, f"/tenants/{self.id}/api{path}", body, self.api_token, media, **more)

    def user(self, user_name, **more):
        schemas = [USER] + [k for k in more if k.startswith("urn:")]
        return self.scim("POST", "/Users", {"schemas": schemas, "userName": user_name, **more})["id"]

    def group(self, name, members=(), **more):
        body = {"schemas": [GROUP], "displayName": name, "members": [{"value": m} for m in members], **more}
        return self.scim("POST", "/Groups", body)["id"]

    def patch(self, path, *operations):
        ops = [dict(zip(("op", "path", "value"), o)) for o in operations]
        self.scim("PATCH", path, {"schemas": [PATCH], "Operations": ops})

    def delete(self, path):
        self.scim("DELETE", path)
        self.deleted.append(path)

    def session(self, user, active=True):
        started = self.api("POST", "/sessions", {"userId": user})
        self.sessions.append({"id": started["id"], "token": started["token"], "userId": user, "active": active})
        return started

    def site(self, name, **permissions):
        site = self.api("POST", "/sites", {"name": name})["id"]
        for group, role in permissions.items():
            self.api("PUT", f"/sites/{site}/permissions/{group}", {"role": role})
        return site

    def upload(self, csv, query):
        upload = self.api("POST", f"/uploads{query}", csv.encode(), "text/csv")["id"]
        while self.api("GET", f"/uploads/{upload}")["state"] == "running":
            time.sleep(0.2)
        return upload

    def query(self, endpoint, scim_filter):
        found = self.scim("GET", f"{endpoint}?count=1000&filter={urllib.parse.quote(scim_filter)}")
        ids = sorted(r["id"] for r in found.get("Resources", []))
        if not ids:
            raise SystemExit(f"{scim_filter} at {endpoint} finds nothing")
        return {"endpoint": endpoint, "filter": scim_filter, "ids": ids}

    def snapshot(self, endpoints=("/Users", "/Groups"), queries=(), search=(), sites=()):
        """What must be found in this tenant."""
        resources = {e: self.scim("GET", f"{e}?count=1000").get("Resources", []) for e in endpoints}
        users = [u["id"] for u in resources["/Users"]]
        all_sites = {s["id"]: s["name"] for s in self.api("GET", "/sites?count=1000")["sites"]}
        uploads = []
        for upload in self.api("GET", "/uploads")["uploads"]:
            path = f"/uploads/{upload['id']}"
            upload = {k: v for k, v in upload.items() if k not in ("created", "ended", "actor")}
            errors = self.api("GET", path + "/errors")["errors"]
            uploads.append({**upload, "errors": len(errors), "result": self.api("GET", path + "/result")})
        for session in self.sessions:
            found = introspect(self, session["token"])
            if found["active"] != session["active"] or found.get("sub", session["userId"]) != session["userId"]:
                raise SystemExit(f"session {session['id']} of {self.id} is {found}")
        for token in self.tokens:
            if token["valid"]:
                path = f"/tenants/{self.id}/api/credential"
                token["credential"] = send("GET", path, token=token["token"], expect=(200, 403))
        return {
            "id": self.id, "info": operate("GET", f"/tenants/{self.id}"),
            "settings": operate("GET", f"/tenants/{self.id}/settings"),
            "schemas": strip_base(operate("GET", f"/tenants/{self.id}/schemas")),
            "resourceTypes": strip_base(operate("GET", f"/tenants/{self.id}/resourceTypes")),
            "scimToken": self.token, "apiToken": self.api_token,
            "tokens": self.tokens, "clients": self.clients, "deleted": self.deleted, "sessions": self.sessions,
            "resources": strip_base(resources),
            "queries": [self.query(*q) for q in queries],
            "directory": [{
                "q": q, "users": sorted(u["id"] for u in found["users"]),
                "groups": sorted(g["id"] for g in found["groups"]),
            } for q in search for found in [self.api("GET", f"/directory?q={urllib.parse.quote(q)}")]],
            "roles": self.api("GET", "/roles")["roles"],
            "sites": [{
                "id": site, "name": name,
                "permissions": {
                    p["groupId"]: p["role"] for p in self.api("GET", f"/sites/{site}/permissions")["permissions"]
                },
                "access": {u: self.api("GET", f"/sites/{site}/access/{u}")["role"] for u in users},
            } for site, name in all_sites.items()],
            "deletedSites": list(sites), "uploads": uploads,
        }


def make_key():
    """An EC key: the private one as PEM, the public one as JSON Web Key."""
    def openssl(line, **more):
        return subprocess.run(["openssl", *line.split()], check=True, capture_output=True, **more).stdout

    pem = openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256")
    der = openssl("pkey -pubout -outform DER", input=pem)
    x, y = (base64.urlsafe_b64encode(p).decode().rstrip("=") for p in (der[-64:-32], der[-32:]))
    return pem.decode(), {"kty": "EC", "kid": "kept", "crv": "P-256", "x": x, "y": y}


def extend_schemas(tenant):
    def attribute(name, **more):
        return {"name": name, "type": "string", **more}

    operate("POST", f"/tenants/{tenant.id}/schemas", {"id": BADGE, "name": "Badge", "attributes": [
        attribute("number", caseExact=True, mutability="immutable", uniqueness="server"),
        attribute("colour", canonicalValues=["Red", "Green"]), attribute("level", type="integer"),
        attribute("tags", multiValued=True),
        attribute("doors", type="complex", multiValued=True, subAttributes=[
            attribute("value"), attribute("code", caseExact=True, uniqueness="server")]),
    ]})
    operate("PUT", f"/tenants/{tenant.id}/resourceTypes/User", {
        "name": "User", "endpoint": "/Users", "schema": USER,
        "schemaExtensions": [{"schema": BADGE, "required": False}, {"schema": ENTERPRISE, "required": False}]})
    operate("POST", f"/tenants/{tenant.id}/schemas", {"id": DEVICE, "name": "Device", "attributes": [
        attribute("serial", required=True, uniqueness="server"), attribute("model"),
        attribute("owner", type="reference", referenceTypes=["User"]),
        attribute("ports", type="complex", multiValued=True, subAttributes=[
            attribute("value"), attribute("speed", type="integer")]),
    ]})
    operate("POST", f"/tenants/{tenant.id}/resourceTypes", {"name": "Device", "endpoint": "/Devices", "schema": DEVICE})


def fill_demo():
    tenant = Tenant("demo", token=DEMO_TOKEN)
    tenant.settings({"sessions": LONG_SESSIONS, "deprovisioning": {"deleteAfter": "P3650D"}})
    users = [tenant.user(f"demo.{i}@example.com", displayName=f"Demo {i}", active=True) for i in range(8)]
    tenant.group("Demo staff", users[:5])
    tenant.patch(f"/Users/{users[6]}", ("replace", "active", False))
    tenant.delete(f"/Users/{users[7]}")
    tenant.session(users[0])
    return tenant.snapshot(queries=[("/Users", 'userName eq "DEMO.3@example.com"'), ("/Users", "active eq false")])


def user_name(i):
    return f"{NAMES[i % len(NAMES)][0].lower()}.{i}@acme.example"


def fill_acme():
    tenant = Tenant("acme", "Acme Ünïted")
    extend_schemas(tenant)
    pem, jwk = make_key()
    tenant.settings({
        "patch": {"replaceCreates": False}, "sessions": LONG_SESSIONS,
        "deprovisioning": {"deleteAfter": "P1000D"}, "oauth": {"tokenLifetime": "02:00:00"},
        "jwt": [{"issuer": ISSUER, "audience": "api://scim", "jwks": {"keys": [jwk]}, "scopes": SCIM_SCOPES}],
    })
    users = []
    for i in range(60):
        given, family = NAMES[i % len(NAMES)]
        enterprise = {"employeeNumber": str(7000 + i), "department": f"Département {i % 4}", "costCenter": f"C-{i % 5}"}
        if users:
            enterprise["manager"] = {"value": users[i // 6]}
        users.append(tenant.user(
            user_name(i), externalId=f"hr-{i}", active=True,
            displayName=f"{given} {family} {i}",
            name={"givenName": given, "familyName": family, "formatted": f"{given} {family}"},
            title=f"Engineer {i % 3}", nickName=given, locale="de-DE", timezone="Europe/Berlin",
            emails=[{"value": f"p{i}@acme.example", "type": "work", "primary": True},
                    {"value": f"p{i}@home.example", "type": "home"}],
            phoneNumbers=[{"value": f"+49 30 {i:04}", "type": "work"}, {"value": f"+49 170 {i:04}", "type": "mobile"}],
            addresses=[{"type": "work", "streetAddress": f"Straße {i}", "locality": "Köln", "country": "DE"}],
            roles=[{"value": "engineer"}, {"value": f"level-{i % 3}"}],
            **{ENTERPRISE: enterprise, BADGE: {
                "number": f"B-{i:03}", "colour": "Red" if i % 2 else "Green", "level": i, "tags": ["a", f"t{i % 3}"],
                "doors": [{"value": "north", "code": f"N{i}"}, {"value": "south", "code": f"S{i}"}]}}))
    # Changes of many kinds, so that the change log has every operation.
    for i, user in enumerate(users[:25]):
        tenant.patch(f"/Users/{user}", ("replace", "title", f"Senior engineer {i}"),
                     ("add", "emails", [{"value": f"x{i}@acme.example", "type": "other"}]))
        tenant.patch(f"/Users/{user}", ("remove", 'phoneNumbers[type eq "mobile"]'))
        tenant.patch(f"/Users/{user}", ("replace", f"{ENTERPRISE}:costCenter", f"C-{i}"))
    tenant.patch(f"/Users/{users[0]}", ("replace", "password", "Kept-as-a-digest-1"))
    tenant.patch(f"/Users/{users[20]}", ("replace", "userName", "renamed.person@acme.example"))
    for i in (56, 57):
        tenant.delete(f"/Users/{users[i]}")

    everyone = tenant.group("Everyone", users[:50], externalId="entra-everyone")
    core = tenant.group("Core", users[1:4])
    platform = tenant.group("Platform", [core, users[4]])
    engineering = tenant.group("Engineering", [platform, users[5]], externalId="entra-eng")
    sales = tenant.group("Sales", users[6:8], externalId="entra-sales")
    if tenant.group("  sALES ", users[7:9], externalId="okta-sales") != sales:
        raise SystemExit("The second POST of Sales made another group.")
    renamed = tenant.group("Support", users[10:12], externalId="entra-support")
    tenant.patch(f"/Groups/{renamed}", ("replace", "displayName", "Unterstützung"))
    tenant.delete("/Groups/" + tenant.group("Short-lived", users[:3]))
    churn = tenant.group("Churn")
    for user in users[12:50]:
        tenant.patch(f"/Groups/{churn}", ("add", "members", [{"value": user}]))
    for user in users[12:45]:
        tenant.patch(f"/Groups/{churn}", ("remove", f'members[value eq "{user}"]'))
    for user in users[20:40]:
        tenant.patch(f"/Groups/{churn}", ("add", "members", [{"value": user}]))

    devices = []
    for i in range(5):
        devices.append(tenant.scim("POST", "/Devices", {
            "schemas": [DEVICE], "serial": f"SN-{i}", "model": f"Gerät {i % 2}",
            "owner": f"../Users/{users[i]}", "ports": [{"value": "eth0", "speed": 1000 + i}]})["id"])
    tenant.delete(f"/Devices/{devices[4]}")

    intranet = tenant.site("Intranet", **{everyone: "Viewer", engineering: "Editor", core: "Administrator"})
    wiki = tenant.site("Wiki", **{sales: "Contributor"})
    tenant.api("PATCH", f"/sites/{wiki}", {"name": "Wissen"})
    tenant.api("DELETE", f"/sites/{intranet}/permissions/{core}")
    gone = tenant.site("Closed", **{everyone: "Viewer"})
    tenant.api("DELETE", f"/sites/{gone}")

    for user in users[:6]:
        tenant.session(user)
    tenant.session(users[0])
    ended = tenant.session(users[1], active=False)
    tenant.api("DELETE", f"/users/{users[1]}/sessions/{ended['id']}")
    for user in users[52:56]:
        tenant.session(user, active=False)
    for user in users[52:55]:
        tenant.patch(f"/Users/{user}", ("replace", "active", False))
    tenant.api("POST", f"/users/{users[55]}/deactivate")
    tenant.patch(f"/Users/{users[51]}", ("replace", "active", False))
    tenant.api("POST", f"/users/{users[51]}/activate")
    tenant.settings({"deprovisioning": {"deleteAfter": "P36525D"}})   # counts for those who wait, too

    revoked = tenant.issue("revoked", SCIM_SCOPES, valid=False)
    operate("DELETE", f"/tenants/acme/tokens/{revoked['id']}")
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3))
    tenant.issue("expired", SCIM_SCOPES, valid=False, expiresAt=soon)
    tenant.issue("reader", ["scim:read"], expiresAt=FAR)
    tenant.issue("me", ["me:read", "me:write"], userId=users[2])
    tenant.client("gallery", SCIM_SCOPES)
    operate("DELETE", f"/tenants/acme/clients/{tenant.client('revoked', SCIM_SCOPES, valid=False)}")

    rows = ["userName,externalId,displayName,email,department,manager,groups"]
    for i in range(8):
        groups = "Newcomers;Everyone" if i < 5 else ""
        rows.append(f'upload.{i}@acme.example,up-{i},"Hochgeladen, {i}",up{i}@acme.example,R&D,'
                    f"renamed.person@acme.example,{groups}")
    rows.append("upload.bad@acme.example,,,no address,,missing.manager@acme.example,")
    tenant.upload("\r\n".join(rows), "?createGroups=true")
    tenant.upload("userName,title\r\nrenamed.person@acme.example,Planned\r\n", "?dryRun=true")
    time.sleep(4)   # the expired token
    found = tenant.snapshot(
        ("/Users", "/Groups", "/Devices"),
        [("/Users", 'userName eq "ZOË.0@ACME.example"'), ("/Users", 'userName eq "renamed.person@acme.example"'),
         ("/Users", 'externalId eq "hr-33"'), ("/Users", f'{BADGE}:number eq "B-033"'),
         ("/Users", f'{BADGE}:doors.code eq "N12"'), ("/Users", f'{ENTERPRISE}:department eq "DÉPARTEMENT 2"'),
         ("/Users", 'emails[type eq "home" and value eq "p9@home.example"]'), ("/Users", 'name.familyName sw "mü"'),
         ("/Users", f'{ENTERPRISE}:manager.value eq "{users[0]}"'), ("/Users", "active eq false"),
         ("/Users", f'groups.value eq "{engineering}"'),
         ("/Groups", 'externalId eq "entra-sales"'), ("/Groups", 'externalId eq "okta-sales"'),
         ("/Groups", 'displayName eq "UNTERSTÜTZUNG"'), ("/Groups", f'members.value eq "{users[4]}"'),
         ("/Devices", 'serial eq "sn-2"'), ("/Devices", 'ports.speed eq 1003')],
        ["zoe", "müller", "Lovelace", "engineer 1", "sales", "李"], [gone])
    return {**found, "jwt": {"issuer": ISSUER, "audience": "api://scim", "kid": "kept", "privateKey": pem},
            "names": {"user": users[21], "inactive": users[52], "inactiveByApi": users[55], "renamed": users[20],
                      "everyone": everyone, "core": core, "engineering": engineering, "sales": sales,
                      "intranet": intranet, "device": devices[0], "formerUserName": user_name(20),
                      "freeUserName": user_name(56)}}


def fill_globex():
    tenant = Tenant("globex", "Globex")
    early = tenant.user("early@globex.example", title="A title from before the rule was made", userType="Visitor")
    tenant.settings({
        "groupNamePolicy": "allow", "userConflictPolicy": "sync", "deprovisioning": {"deleteAfter": None},
        "roles": ["Guest", "Owner"], "upload": {"blanks": "clear"}, "rateLimit": {"requestsPerSecond": 5000},
        "profile": {"fields": {"title": {"type": "text", "maxLength": 20}, "emails": {"type": "email"},
                               "userType": {"type": "choice", "choices": ["Employee", "Contractor"]}},
                    "unsupported": {"manager": "reject"}, "blanks": "overwrite"},
    })
    users = [early] + [tenant.user(f"globex.{i}@example.com", title=f"T{i}", userType="Employee") for i in range(6)]
    if tenant.user("globex.0@example.com", title="Adopted") != users[1]:
        raise SystemExit("The second POST of globex.0 made another user.")
    staff = [tenant.group("Staff", users[:3]), tenant.group("Staff", users[3:5])]
    tenant.site("Plant", **{staff[0]: "Guest", staff[1]: "Owner"})
    tenant.patch(f"/Users/{users[5]}", ("replace", "active", False))
    return {**tenant.snapshot(queries=[("/Groups", 'displayName eq "staff"'), ("/Users", 'userType eq "visitor"')]),
            "names": {"early": early}}


def fill_initech():
    tenant = Tenant("initech", "Initech")
    tenant.settings({"sessions": LONG_SESSIONS})
    users = [tenant.user(f"initech.{i}@example.com") for i in range(3)]
    tenant.group("Initech", users)
    tenant.session(users[0])
    found = tenant.snapshot()
    operate("PATCH", "/tenants/initech", {"state": "suspended"})
    found["info"] = operate("GET", "/tenants/initech")
    return found


def main():
    tenants = [fill_demo(), fill_acme(), fill_globex(), fill_initech()]
    Tenant("hooli", "Deleted").user("gone@hooli.example")
    operate("DELETE", "/tenants/hooli")
    time.sleep(5)
    manifest = {"version": "0.1", "operatorKey": OPERATOR_KEY, "deletedTenants": ["hooli"], "tenants": tenants}
    with open(MANIFEST, "w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=1)
        file.write("\n")


main()
