using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Races;
using static Scim.Conformance.Tests.Schemas.Declared;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>A resource type that an operator declared while the server runs: everything that users and groups can, at an endpoint of its own.</summary>
[Trait("rfc", "7643-6")]
public sealed class ResourceTypeTests(ResourceTypeTests.Devices fixture) : IClassFixture<ResourceTypeTests.Devices>
{
    private static int _count;

    private TestTenant Tenant => fixture.Tenant;

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Device_Life_IsThatOfAnyResource()
    {
        ScimResponse created = (await Scim.Post("/Devices", Device(new { serial = "S-life", model = "M1", slots = 4, externalId = "ext-life", userName = "svc", displayName = 7, active = "no" }))).Expect(201);
        string id = created.Id;
        Assert.Equal($"{Tenant.Url}/Devices/{id}", created.Header("Location"));
        Assert.Equal($"{Tenant.Url}/Devices/{id}", created.Text("/meta/location"));
        Assert.Equal("Device", created.Text("/meta/resourceType"));
        Assert.Equal([Declared.Device], created.At("/schemas").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal(created.Body, (await Scim.Get($"/Devices/{id}")).Expect(200).Body);
        (await Scim.Get($"/Devices/{id}", ("If-None-Match", created.ETag))).Expect(304);
        (await Scim.Send("HEAD", $"/Devices/{id}")).Expect(200);

        ScimResponse patched = (await Scim.Patch($"/Devices/{id}", Bodies.Patch(
            Bodies.Replace("slots", 8), Bodies.Add("ports", new[] { new { value = 80, name = "http" }, new { value = 443, name = "https" } }),
            Bodies.Add($"{Location}:room", "R1")))).Expect(200);
        Assert.Equal(8, patched.Int("/slots"));
        Assert.Equal([Declared.Device, Location], patched.At("/schemas").EnumerateArray().Select(s => s.GetString()));
        (await Scim.Patch($"/Devices/{id}", Bodies.Patch(Bodies.Replace("slots", 9)), ("If-Match", created.ETag))).ExpectError(412);
        (await Scim.Patch($"/Devices/{id}", Bodies.Patch(Bodies.Remove("ports[value eq 80]")), ("If-Match", patched.ETag))).Expect(200);
        ScimResponse put = (await Scim.Put($"/Devices/{id}", Device(new { serial = "S-life", model = "M2" }))).Expect(200);
        Assert.Equal("M2", put.Text("/model"));
        Assert.False(put.Has("/ports"));
        Assert.False(put.Has($"/{Location}"));

        (await Scim.Delete($"/Devices/{id}")).Expect(204);
        (await Scim.Get($"/Devices/{id}")).ExpectError(404);
        (await Scim.Delete($"/Devices/{id}")).ExpectError(404);
        (await Scim.Patch($"/Devices/{id}", Bodies.Patch(Bodies.Replace("slots", 1)))).ExpectError(404);
        Assert.Equal(0, (await Scim.Query("/Devices", "externalId eq \"ext-life\"")).Expect(200).TotalResults);
    }

    [Fact]
    public async Task Device_UnderAnotherType_IsNotFound()
    {
        string device = await Create(new { serial = Fresh() }), user = await Scim.CreateUser(Fresh());
        string gadget = (await Scim.Post("/Gadgets", new JsonObject { ["label"] = "g" })).Expect(201).Id;
        foreach (string path in new[] { $"/Gadgets/{device}", $"/Users/{device}", $"/Groups/{device}", $"/Devices/{user}", $"/Devices/{gadget}" })
        {
            (await Scim.Get(path)).ExpectError(404);
            (await Scim.Patch(path, Bodies.Patch(Bodies.Replace("externalId", "x")))).ExpectError(404);
            (await Scim.Delete(path)).ExpectError(404);
        }

        (await Scim.Get($"/Devices/{device}")).Expect(200);
        (await Scim.Get($"/Gadgets/{gadget}")).Expect(200);
    }

    [Theory]
    [InlineData("{\"model\":\"M\"}", "serial")]
    [InlineData("{\"serial\":\" \"}", "serial")]
    [InlineData("{\"serial\":\"s\",\"slots\":\"many\"}", "slots")]
    [InlineData("{\"serial\":\"s\",\"ports\":[{\"value\":\"x\"}]}", "ports[0].value")]
    [InlineData("{\"serial\":\"s\",\"owner\":{\"$ref\":\"../Groups/1\"}}", "owner.$ref")]
    public async Task Post_AgainstTheSchema_IsRefused(string body, string names)
    {
        ScimResponse refused = (await Scim.Post("/Devices", body)).ExpectError(400, "invalidValue");
        Assert.Contains(names, refused.Text("/detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_SortAndPages_WorkOnDevices()
    {
        string model = Fresh();
        for (int i = 0; i < 12; i++)
        {
            (await Scim.Post("/Devices", Device(new
            {
                serial = $"{model}-{i:00}",
                model,
                slots = i % 4,
                userName = $"Svc-{i}",
                externalId = $"{model}:{i}",
                ports = new object[] { new { value = i, name = $"P{i}" }, new { value = 100, name = "shared" } },
            }))).Expect(201);
        }

        string mine = $"model eq \"{model.ToUpperInvariant()}\"";
        Assert.Equal(12, (await Scim.Query("/Devices", mine)).Expect(200).TotalResults);
        foreach ((string filter, int found) in new[]
        {
            ("slots eq 3", 3), ("slots gt 2 or slots eq 0", 6), ("ports.value eq 5", 1), ("ports[value eq 100 and name eq \"SHARED\"]", 12), ("ports[value eq 100 and name eq \"p1\"]", 0),
            ("userName eq \"svc-7\"", 1), ("userName pr", 12), ($"{Declared.Device}:slots le 1", 6), ("not (slots eq 1)", 9), ("owner pr", 0), ("meta.resourceType eq \"Device\"", 12),
        })
            Assert.Equal(found, (await Scim.Query("/Devices", $"{mine} and ({filter})")).Expect(200).TotalResults);
        Assert.Equal(1, (await Scim.Query("/Devices", $"externalId eq \"{model}:3\"")).Expect(200).TotalResults);
        Assert.Equal(1, (await Scim.Query("/Devices", "userName eq \"SVC-7\"")).Expect(200).TotalResults);
        (await Scim.Query("/Devices", "members.value eq \"x\"")).ExpectError(400, "invalidFilter");

        ScimResponse page = (await Scim.Query("/Devices", mine, "sortBy=serial&sortOrder=descending&startIndex=3&count=4&attributes=serial")).Expect(200);
        Assert.Equal(Enumerable.Range(0, 4).Select(i => $"{model}-{9 - i:00}"), page.Each("/Resources", "/serial"));
        Assert.Equal(3, page.Int("/startIndex"));
        Assert.False(page.Has("/Resources/0/model"));
        ScimResponse search = (await Scim.Post("/Devices/.search", Bodies.Search(new { filter = mine, sortBy = "slots", count = 2 }))).Expect(200);
        Assert.Equal([0, 0], search.Resources.Select(r => r.GetProperty("slots").GetInt32()));
        Assert.Equal(12, (await Scim.Post("/.search", Bodies.Search(new { filter = mine }))).Expect(200).TotalResults);
    }

    [Fact, Trait("rfc", "7644-3.7")]
    public async Task Bulk_OfDevicesAndUsers_ThatReferToEachOther_Works()
    {
        string serial = Fresh();
        ScimResponse bulk = (await Scim.Post("/Bulk", new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkRequest"),
            ["Operations"] = new JsonArray(
                Operation("POST", "/Devices", "d1", new JsonObject { ["serial"] = serial, ["owner"] = new JsonObject { ["value"] = "bulkId:u1" } }),
                Operation("POST", "/Users", "u1", Bodies.User(Fresh())),
                Operation("POST", "/Devices", "d2", new JsonObject { ["serial"] = serial.ToUpperInvariant() }),
                Operation("PATCH", "/Devices/bulkId:d1", null, Bodies.Patch(Bodies.Replace("slots", 2))),
                Operation("DELETE", "/Gadgets/01890000-0000-7000-8000-000000000000", null, null)),
        })).Expect(200);
        Assert.Equal(["201", "201", "409", "200", "404"], bulk.Each("/Operations", "/status"));
        ScimResponse device = (await Scim.Query("/Devices", $"serial eq \"{serial}\"")).Expect(200);
        Assert.Equal(1, device.TotalResults);
        Assert.Equal(2, device.Int("/Resources/0/slots"));
        (await Scim.Get($"/Users/{device.Text("/Resources/0/owner/value")}")).Expect(200);
    }

    [Fact]
    public async Task Post_OfOneSerialByManyAtOnce_CreatesOneDevice()
    {
        string serial = Fresh();
        ScimResponse[] answers = await Gate.Together(64, i => Scim.Post("/Devices", Device(new { serial = i % 2 == 0 ? serial : serial.ToUpperInvariant() })));
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers.Where(a => a.Status != 201), a => Assert.Contains("serial", a.ExpectError(409, "uniqueness").Text("/detail"), StringComparison.Ordinal));
        Assert.Equal(1, (await Scim.Query("/Devices", $"serial eq \"{serial}\"")).Expect(200).TotalResults);
    }

    [Fact, Trait("rfc", "7644-4")]
    public async Task Discovery_HasTheTypeAndItsSchemas()
    {
        Assert.Equal(["User", "Group", "Device", "Gadget"], (await Scim.Get("/ResourceTypes")).Expect(200).Each("/Resources", "/name"));
        ScimResponse type = (await Scim.Get("/ResourceTypes/Device")).Expect(200);
        Assert.Equal("/Devices", type.Text("/endpoint"));
        Assert.Equal(Declared.Device, type.Text("/schema"));
        Assert.Equal(Location, type.Text("/schemaExtensions/0/schema"));
        Assert.Equal(type.Body, (await Tenant.Operator.Get($"/tenants/{Tenant.Id}/resourceTypes/Device")).Expect(200).Body);
        ScimResponse schema = (await Scim.Get($"/Schemas/{Declared.Device}")).Expect(200);
        JsonElement reference = schema.At("/attributes").EnumerateArray().Single(a => a.GetProperty("name").GetString() == "owner").GetProperty("subAttributes")[1];
        Assert.Equal("$ref", reference.GetProperty("name").GetString());
        Assert.Equal("User", reference.GetProperty("referenceTypes")[0].GetString());
    }

    [Fact]
    public async Task Type_WithResources_CannotBeRemovedAndGoesWithTheLast()
    {
        TestTenant tenant = await fixture.Server.Operator.NewTenant();
        await Devices.Declare(tenant);
        string path = $"/tenants/{tenant.Id}/resourceTypes/Device";
        string id = (await tenant.Scim.Post("/Devices", Device(new { serial = "last" }))).Expect(201).Id;
        Assert.Contains("Device", (await tenant.Operator.Send("DELETE", path)).Expect(409).Text("/detail"), StringComparison.Ordinal);
        (await tenant.Operator.Send("DELETE", $"/tenants/{tenant.Id}/schemas/{Declared.Device}")).Expect(409);
        (await tenant.Scim.Get($"/Devices/{id}")).Expect(200);

        // The endpoint may move; the core schema may not be exchanged under the resources.
        (await tenant.Operator.Send("PUT", path, Type("Device", "/Machines", Declared.Device, (Location, false)))).Expect(200);
        (await tenant.Scim.Get($"/Devices/{id}")).ExpectError(404);
        Assert.Equal($"{tenant.Url}/Machines/{id}", (await tenant.Scim.Get($"/Machines/{id}")).Expect(200).Text("/meta/location"));
        (await tenant.Declare(Schema("urn:example:other:2.0:Device", Attribute("serial")))).Expect(201);
        (await tenant.Operator.Send("PUT", path, Type("Device", "/Machines", "urn:example:other:2.0:Device"))).Expect(409);

        (await tenant.Scim.Delete($"/Machines/{id}")).Expect(204);
        (await tenant.Operator.Send("DELETE", path)).Expect(204);
        (await tenant.Scim.Get("/Machines")).ExpectError(404);
        (await tenant.Scim.Get($"/Machines/{id}")).ExpectError(404);
        (await tenant.Scim.Post("/Machines", Device(new { serial = "late" }))).ExpectError(404);
        (await tenant.Scim.Get("/ResourceTypes/Device")).ExpectError(404);
        (await tenant.Operator.Send("DELETE", $"/tenants/{tenant.Id}/schemas/{Declared.Device}")).Expect(204);

        // And may be declared anew; its old resources do not come back.
        await Devices.Declare(tenant, location: false);
        (await tenant.Scim.Get($"/Devices/{id}")).ExpectError(404);
        (await tenant.Scim.Post("/Devices", Device(new { serial = "last" }))).Expect(201);
    }

    [Fact]
    public async Task Type_RemovedWhileResourcesAreCreated_LeavesNone()
    {
        TestTenant tenant = await fixture.Server.Operator.NewTenant();
        await Devices.Declare(tenant);
        for (int round = 0; round < 5; round++)
        {
            Task<ScimResponse> removal = tenant.Operator.Send("DELETE", $"/tenants/{tenant.Id}/resourceTypes/Device");
            ScimResponse[] posts = await Gate.Together(16, i => tenant.Scim.Post("/Devices", Device(new { serial = $"r{round}-{i}" })));
            if ((await removal).Expect(204, 409).Status == 204)
            {
                Assert.All(posts, p => p.ExpectError(404));
                (await tenant.DeclareType(Type("Device", "/Devices", Declared.Device, (Location, false)))).Expect(201);
                Assert.Equal(0, (await tenant.Scim.Get("/Devices")).Expect(200).TotalResults);
            }
            else
            {
                string[] ids = [.. posts.Where(p => p.Status == 201).Select(p => p.Id)];
                Assert.Equal(ids.Order(), (await tenant.Scim.Get("/Devices")).Expect(200).Each("/Resources", "/id").Order());
                foreach (string id in ids) (await tenant.Scim.Delete($"/Devices/{id}")).Expect(204);
            }
        }
    }

    [Fact]
    public async Task Tenant_Deleted_TakesItsDevicesAndSchemasAlong()
    {
        TestTenant tenant = await fixture.Server.Operator.NewTenant();
        await Devices.Declare(tenant);
        string id = (await tenant.Scim.Post("/Devices", Device(new { serial = "gone" }))).Expect(201).Id;
        (await tenant.Operator.Send("DELETE", $"/tenants/{tenant.Id}")).Expect(204);

        TestTenant again = await fixture.Server.Operator.NewTenant(tenant.Id);
        (await again.Scim.Get("/Devices")).ExpectError(404);
        Assert.Equal(0, (await again.Operator.Get($"/tenants/{again.Id}/schemas")).Expect(200).TotalResults);
        await again.Scim.CreateUser("works");
        await Devices.Declare(again);
        Assert.Equal(0, (await again.Scim.Get("/Devices")).Expect(200).TotalResults);
        (await again.Scim.Get($"/Devices/{id}")).ExpectError(404);
        (await again.Scim.Post("/Devices", Device(new { serial = "gone" }))).Expect(201);
    }

    [Fact]
    public async Task Schemas_OfOneTenant_AreNoneOfAnothers()
    {
        TestTenant other = await fixture.Server.Operator.NewTenant();
        (await other.Scim.Get("/Devices")).ExpectError(404);
        (await other.Scim.Get($"/Schemas/{Declared.Device}")).ExpectError(404);
        Assert.Equal(["User", "Group"], (await other.Scim.Get("/ResourceTypes")).Expect(200).Each("/Resources", "/name"));

        // The same names with another meaning, and the same values without a conflict.
        (await other.Declare(Schema(Declared.Device, Attribute("serial", new { type = "integer", uniqueness = "server" })))).Expect(201);
        (await other.DeclareType(Type("Device", "/Devices", Declared.Device))).Expect(201);
        (await other.Scim.Post("/Devices", new { serial = 7 })).Expect(201);
        (await other.Scim.Post("/Devices", new { serial = 7 })).ExpectError(409, "uniqueness");
        await Create(new { serial = "7" });
        (await other.Scim.Post("/Devices", new { serial = "text" })).ExpectError(400, "invalidValue");
        (await other.Scim.Get($"/Devices/{await Create(new { serial = Fresh() })}")).ExpectError(404);
        Assert.NotEqual((await other.Scim.Get("/Schemas")).ETag, (await Scim.Get("/Schemas")).ETag);
    }

    private async Task<string> Create(object device) => (await Scim.Post("/Devices", Device(device))).Expect(201).Id;

    private static JsonObject Device(object device)
    {
        JsonObject body = JsonSerializer.SerializeToNode(device)!.AsObject();
        body["schemas"] = new JsonArray(Declared.Device);
        return body;
    }

    private static JsonObject Operation(string method, string path, string? bulkId, JsonNode? data)
    {
        JsonObject operation = new() { ["method"] = method, ["path"] = path };
        if (bulkId is not null) operation["bulkId"] = bulkId;
        if (data is not null) operation["data"] = data;
        return operation;
    }

    private static string Fresh() => $"fresh-{Interlocked.Increment(ref _count)}";

    /// <summary>One tenant with devices and gadgets for all tests of a class.</summary>
    public sealed class Devices(SharedServer server) : TenantFixture(server)
    {
        /// <inheritdoc/>
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await Declare(Tenant);
            (await Tenant.Declare(Schema("urn:example:gadget:2.0:Gadget", Attribute("label")))).Expect(201);
            (await Tenant.DeclareType(Type("Gadget", "/Gadgets", "urn:example:gadget:2.0:Gadget"))).Expect(201);
        }

        /// <summary>Declares devices. Some of their attributes have the names, but not the types, of users' and groups' attributes.</summary>
        public static async Task Declare(TestTenant tenant, bool location = true)
        {
            (await tenant.Declare(Schema(
                Declared.Device,
                Attribute("serial", new { required = true, uniqueness = "server" }),
                Attribute("model"), Attribute("slots", new { type = "integer" }), Attribute("userName"), Attribute("displayName", new { type = "integer" }), Attribute("active"),
                Complex("ports", new { multiValued = true }, Attribute("value", new { type = "integer" }), Attribute("name")),
                Complex("owner", null, Attribute("value"), Attribute("$ref", new { type = "reference", referenceTypes = new[] { "User" } }))))).Expect(201);
            if (location) (await tenant.Declare(Schema(Location, Attribute("room"), Attribute("floor", new { type = "integer" })))).Expect(201);
            (await tenant.DeclareType(Type("Device", "/Devices", Declared.Device, (Location, false)))).Expect(201);
        }
    }
}
