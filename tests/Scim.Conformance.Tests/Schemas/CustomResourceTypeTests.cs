using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.Races;
using static Scim.Conformance.Tests.Schemas.CustomSchemaBuilder;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>
/// A resource type that an operator registers at run time supports everything that users and groups do, at its own
/// endpoint.
/// </summary>
[Trait("rfc", "7643-6")]
public sealed class CustomResourceTypeTests(CustomResourceTypeTests.DeviceTenantFixture fixture)
    : IClassFixture<CustomResourceTypeTests.DeviceTenantFixture>
{
    private static int _nameCount;

    private TestTenant Tenant => fixture.Tenant;

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Device_Lifecycle_MatchesOtherResources()
    {
        ScimResponse created = (
            await Scim.PostAsync(
                "/Devices",
                CreateDeviceBody(
                    new
                    {
                        serial = "S-life",
                        model = "M1",
                        slots = 4,
                        externalId = "ext-life",
                        userName = "svc",
                        displayName = 7,
                        active = "no",
                    }
                )
            )
        ).AssertStatus(201);
        string id = created.Id;
        Assert.Equal($"{Tenant.Url}/Devices/{id}", created.GetHeader("Location"));
        Assert.Equal($"{Tenant.Url}/Devices/{id}", created.GetText("/meta/location"));
        Assert.Equal("Device", created.GetText("/meta/resourceType"));
        Assert.Equal(
            [CustomSchemaBuilder.DeviceUrn],
            created.GetElement("/schemas").EnumerateArray().Select(s => s.GetString())
        );
        Assert.Equal(created.Body, (await Scim.GetAsync($"/Devices/{id}")).AssertStatus(200).Body);
        (await Scim.GetAsync($"/Devices/{id}", ("If-None-Match", created.ETag))).AssertStatus(304);
        (await Scim.SendAsync("HEAD", $"/Devices/{id}")).AssertStatus(200);

        ScimResponse patched = (
            await Scim.PatchAsync(
                $"/Devices/{id}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation("slots", 8),
                    RequestBodies.AddOperation(
                        "ports",
                        new[] { new { value = 80, name = "http" }, new { value = 443, name = "https" } }
                    ),
                    RequestBodies.AddOperation($"{LocationUrn}:room", "R1")
                )
            )
        ).AssertStatus(200);
        Assert.Equal(8, patched.GetInt32("/slots"));
        Assert.Equal(
            [CustomSchemaBuilder.DeviceUrn, LocationUrn],
            patched.GetElement("/schemas").EnumerateArray().Select(s => s.GetString())
        );
        (
            await Scim.PatchAsync(
                $"/Devices/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("slots", 9)),
                ("If-Match", created.ETag)
            )
        ).AssertError(412);
        (
            await Scim.PatchAsync(
                $"/Devices/{id}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation("ports[value eq 80]")),
                ("If-Match", patched.ETag)
            )
        ).AssertStatus(200);
        ScimResponse put = (
            await Scim.PutAsync($"/Devices/{id}", CreateDeviceBody(new { serial = "S-life", model = "M2" }))
        ).AssertStatus(200);
        Assert.Equal("M2", put.GetText("/model"));
        Assert.False(put.HasElement("/ports"));
        Assert.False(put.HasElement($"/{LocationUrn}"));

        (await Scim.DeleteAsync($"/Devices/{id}")).AssertStatus(204);
        (await Scim.GetAsync($"/Devices/{id}")).AssertError(404);
        (await Scim.DeleteAsync($"/Devices/{id}")).AssertError(404);
        (
            await Scim.PatchAsync(
                $"/Devices/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("slots", 1))
            )
        ).AssertError(404);
        Assert.Equal(
            0,
            (await Scim.QueryResourcesAsync("/Devices", "externalId eq \"ext-life\"")).AssertStatus(200).TotalResults
        );
    }

    [Fact]
    public async Task Device_UnderAnotherType_IsNotFound()
    {
        string device = await CreateDeviceAsync(new { serial = CreateName() }),
            user = await Scim.CreateUserAsync(CreateName());
        string gadget = (await Scim.PostAsync("/Gadgets", new JsonObject { ["label"] = "g" })).AssertStatus(201).Id;
        foreach (
            string path in new[]
            {
                $"/Gadgets/{device}",
                $"/Users/{device}",
                $"/Groups/{device}",
                $"/Devices/{user}",
                $"/Devices/{gadget}",
            }
        )
        {
            (await Scim.GetAsync(path)).AssertError(404);
            (
                await Scim.PatchAsync(
                    path,
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("externalId", "x"))
                )
            ).AssertError(404);
            (await Scim.DeleteAsync(path)).AssertError(404);
        }

        (await Scim.GetAsync($"/Devices/{device}")).AssertStatus(200);
        (await Scim.GetAsync($"/Gadgets/{gadget}")).AssertStatus(200);
    }

    [Theory]
    [InlineData("{\"model\":\"M\"}", "serial")]
    [InlineData("{\"serial\":\" \"}", "serial")]
    [InlineData("{\"serial\":\"s\",\"slots\":\"many\"}", "slots")]
    [InlineData("{\"serial\":\"s\",\"ports\":[{\"value\":\"x\"}]}", "ports[0].value")]
    [InlineData("{\"serial\":\"s\",\"owner\":{\"$ref\":\"../Groups/1\"}}", "owner.$ref")]
    public async Task Post_ViolatingSchema_IsRejected(string body, string names)
    {
        ScimResponse refused = (await Scim.PostAsync("/Devices", body)).AssertError(400, "invalidValue");
        Assert.Contains(names, refused.GetText("/detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_SortAndPages_WorkOnDevices()
    {
        string model = CreateName();
        for (int i = 0; i < 12; i++)
        {
            (
                await Scim.PostAsync(
                    "/Devices",
                    CreateDeviceBody(
                        new
                        {
                            serial = $"{model}-{i:00}",
                            model,
                            slots = i % 4,
                            userName = $"Svc-{i}",
                            externalId = $"{model}:{i}",
                            ports = new object[]
                            {
                                new { value = i, name = $"P{i}" },
                                new { value = 100, name = "shared" },
                            },
                        }
                    )
                )
            ).AssertStatus(201);
        }

        string mine = $"model eq \"{model.ToUpperInvariant()}\"";
        Assert.Equal(12, (await Scim.QueryResourcesAsync("/Devices", mine)).AssertStatus(200).TotalResults);
        foreach (
            (string filter, int found) in new[]
            {
                ("slots eq 3", 3),
                ("slots gt 2 or slots eq 0", 6),
                ("ports.value eq 5", 1),
                ("ports[value eq 100 and name eq \"SHARED\"]", 12),
                ("ports[value eq 100 and name eq \"p1\"]", 0),
                ("userName eq \"svc-7\"", 1),
                ("userName pr", 12),
                ($"{CustomSchemaBuilder.DeviceUrn}:slots le 1", 6),
                ("not (slots eq 1)", 9),
                ("owner pr", 0),
                ("meta.resourceType eq \"Device\"", 12),
            }
        )
            Assert.Equal(
                found,
                (await Scim.QueryResourcesAsync("/Devices", $"{mine} and ({filter})")).AssertStatus(200).TotalResults
            );
        Assert.Equal(
            1,
            (await Scim.QueryResourcesAsync("/Devices", $"externalId eq \"{model}:3\"")).AssertStatus(200).TotalResults
        );
        Assert.Equal(
            1,
            (await Scim.QueryResourcesAsync("/Devices", "userName eq \"SVC-7\"")).AssertStatus(200).TotalResults
        );
        (await Scim.QueryResourcesAsync("/Devices", "members.value eq \"x\"")).AssertError(400, "invalidFilter");

        ScimResponse page = (
            await Scim.QueryResourcesAsync(
                "/Devices",
                mine,
                "sortBy=serial&sortOrder=descending&startIndex=3&count=4&attributes=serial"
            )
        ).AssertStatus(200);
        Assert.Equal(Enumerable.Range(0, 4).Select(i => $"{model}-{9 - i:00}"), page.GetTexts("/Resources", "/serial"));
        Assert.Equal(3, page.GetInt32("/startIndex"));
        Assert.False(page.HasElement("/Resources/0/model"));
        ScimResponse search = (
            await Scim.PostAsync(
                "/Devices/.search",
                RequestBodies.CreateSearch(
                    new
                    {
                        filter = mine,
                        sortBy = "slots",
                        count = 2,
                    }
                )
            )
        ).AssertStatus(200);
        Assert.Equal([0, 0], search.Resources.Select(r => r.GetProperty("slots").GetInt32()));
        Assert.Equal(
            12,
            (await Scim.PostAsync("/.search", RequestBodies.CreateSearch(new { filter = mine })))
                .AssertStatus(200)
                .TotalResults
        );
    }

    [Fact, Trait("rfc", "7644-3.7")]
    public async Task Bulk_OfDevicesAndUsers_ThatReferToEachOther_Works()
    {
        string serial = CreateName();
        ScimResponse bulk = (
            await Scim.PostAsync(
                "/Bulk",
                new JsonObject
                {
                    ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkRequest"),
                    ["Operations"] = new JsonArray(
                        CreateBulkOperation(
                            "POST",
                            "/Devices",
                            "d1",
                            new JsonObject
                            {
                                ["serial"] = serial,
                                ["owner"] = new JsonObject { ["value"] = "bulkId:u1" },
                            }
                        ),
                        CreateBulkOperation("POST", "/Users", "u1", RequestBodies.CreateUser(CreateName())),
                        CreateBulkOperation(
                            "POST",
                            "/Devices",
                            "d2",
                            new JsonObject { ["serial"] = serial.ToUpperInvariant() }
                        ),
                        CreateBulkOperation(
                            "PATCH",
                            "/Devices/bulkId:d1",
                            null,
                            RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("slots", 2))
                        ),
                        CreateBulkOperation("DELETE", "/Gadgets/01890000-0000-7000-8000-000000000000", null, null)
                    ),
                }
            )
        ).AssertStatus(200);
        Assert.Equal(["201", "201", "409", "200", "404"], bulk.GetTexts("/Operations", "/status"));
        ScimResponse device = (await Scim.QueryResourcesAsync("/Devices", $"serial eq \"{serial}\"")).AssertStatus(200);
        Assert.Equal(1, device.TotalResults);
        Assert.Equal(2, device.GetInt32("/Resources/0/slots"));
        (await Scim.GetAsync($"/Users/{device.GetText("/Resources/0/owner/value")}")).AssertStatus(200);
    }

    [Fact]
    public async Task Post_OfOneSerialConcurrently_CreatesOneDevice()
    {
        string serial = CreateName();
        ScimResponse[] answers = await ConcurrentSender.SendAllAsync(
            64,
            i =>
                Scim.PostAsync(
                    "/Devices",
                    CreateDeviceBody(new { serial = i % 2 == 0 ? serial : serial.ToUpperInvariant() })
                )
        );
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(
            answers.Where(a => a.Status != 201),
            a =>
                Assert.Contains("serial", a.AssertError(409, "uniqueness").GetText("/detail"), StringComparison.Ordinal)
        );
        Assert.Equal(
            1,
            (await Scim.QueryResourcesAsync("/Devices", $"serial eq \"{serial}\"")).AssertStatus(200).TotalResults
        );
    }

    [Fact, Trait("rfc", "7644-4")]
    public async Task Discovery_ListsTypeAndItsSchemas()
    {
        Assert.Equal(
            ["User", "Group", "Device", "Gadget"],
            (await Scim.GetAsync("/ResourceTypes")).AssertStatus(200).GetTexts("/Resources", "/name")
        );
        ScimResponse type = (await Scim.GetAsync("/ResourceTypes/Device")).AssertStatus(200);
        Assert.Equal("/Devices", type.GetText("/endpoint"));
        Assert.Equal(CustomSchemaBuilder.DeviceUrn, type.GetText("/schema"));
        Assert.Equal(LocationUrn, type.GetText("/schemaExtensions/0/schema"));
        Assert.Equal(
            type.Body,
            (await Tenant.Operator.GetAsync($"/tenants/{Tenant.Id}/resourceTypes/Device")).AssertStatus(200).Body
        );
        ScimResponse schema = (await Scim.GetAsync($"/Schemas/{CustomSchemaBuilder.DeviceUrn}")).AssertStatus(200);
        JsonElement reference = schema
            .GetElement("/attributes")
            .EnumerateArray()
            .Single(a => a.GetProperty("name").GetString() == "owner")
            .GetProperty("subAttributes")[1];
        Assert.Equal("$ref", reference.GetProperty("name").GetString());
        Assert.Equal("User", reference.GetProperty("referenceTypes")[0].GetString());
    }

    [Fact]
    public async Task Type_WithResources_CannotBeRemovedUntilEmpty()
    {
        TestTenant tenant = await fixture.Server.Operator.CreateTenantAsync();
        await DeviceTenantFixture.AddDeviceTypeAsync(tenant);
        string path = $"/tenants/{tenant.Id}/resourceTypes/Device";
        string id = (await tenant.Scim.PostAsync("/Devices", CreateDeviceBody(new { serial = "last" })))
            .AssertStatus(201)
            .Id;
        Assert.Contains(
            "Device",
            (await tenant.Operator.SendRequestAsync("DELETE", path)).AssertStatus(409).GetText("/detail"),
            StringComparison.Ordinal
        );
        (
            await tenant.Operator.SendRequestAsync(
                "DELETE",
                $"/tenants/{tenant.Id}/schemas/{CustomSchemaBuilder.DeviceUrn}"
            )
        ).AssertStatus(409);
        (await tenant.Scim.GetAsync($"/Devices/{id}")).AssertStatus(200);

        // The endpoint may change; the core schema must not change while resources exist.
        (
            await tenant.Operator.SendRequestAsync(
                "PUT",
                path,
                CreateResourceType("Device", "/Machines", CustomSchemaBuilder.DeviceUrn, (LocationUrn, false))
            )
        ).AssertStatus(200);
        (await tenant.Scim.GetAsync($"/Devices/{id}")).AssertError(404);
        Assert.Equal(
            $"{tenant.Url}/Machines/{id}",
            (await tenant.Scim.GetAsync($"/Machines/{id}")).AssertStatus(200).GetText("/meta/location")
        );
        (
            await tenant.AddSchemaAsync(CreateSchema("urn:example:other:2.0:Device", CreateAttribute("serial")))
        ).AssertStatus(201);
        (
            await tenant.Operator.SendRequestAsync(
                "PUT",
                path,
                CreateResourceType("Device", "/Machines", "urn:example:other:2.0:Device")
            )
        ).AssertStatus(409);

        (await tenant.Scim.DeleteAsync($"/Machines/{id}")).AssertStatus(204);
        (await tenant.Operator.SendRequestAsync("DELETE", path)).AssertStatus(204);
        (await tenant.Scim.GetAsync("/Machines")).AssertError(404);
        (await tenant.Scim.GetAsync($"/Machines/{id}")).AssertError(404);
        (await tenant.Scim.PostAsync("/Machines", CreateDeviceBody(new { serial = "late" }))).AssertError(404);
        (await tenant.Scim.GetAsync("/ResourceTypes/Device")).AssertError(404);
        (
            await tenant.Operator.SendRequestAsync(
                "DELETE",
                $"/tenants/{tenant.Id}/schemas/{CustomSchemaBuilder.DeviceUrn}"
            )
        ).AssertStatus(204);

        // The type can be registered again; its former resources do not reappear.
        await DeviceTenantFixture.AddDeviceTypeAsync(tenant, location: false);
        (await tenant.Scim.GetAsync($"/Devices/{id}")).AssertError(404);
        (await tenant.Scim.PostAsync("/Devices", CreateDeviceBody(new { serial = "last" }))).AssertStatus(201);
    }

    [Fact]
    public async Task Type_RemovedWhileResourcesAreCreated_LeavesNone()
    {
        TestTenant tenant = await fixture.Server.Operator.CreateTenantAsync();
        await DeviceTenantFixture.AddDeviceTypeAsync(tenant);
        for (int round = 0; round < 5; round++)
        {
            Task<ScimResponse> removal = tenant.Operator.SendRequestAsync(
                "DELETE",
                $"/tenants/{tenant.Id}/resourceTypes/Device"
            );
            ScimResponse[] posts = await ConcurrentSender.SendAllAsync(
                16,
                i => tenant.Scim.PostAsync("/Devices", CreateDeviceBody(new { serial = $"r{round}-{i}" }))
            );
            if ((await removal).AssertStatus(204, 409).Status == 204)
            {
                Assert.All(posts, p => p.AssertError(404));
                (
                    await tenant.AddResourceTypeAsync(
                        CreateResourceType("Device", "/Devices", CustomSchemaBuilder.DeviceUrn, (LocationUrn, false))
                    )
                ).AssertStatus(201);
                Assert.Equal(0, (await tenant.Scim.GetAsync("/Devices")).AssertStatus(200).TotalResults);
            }
            else
            {
                string[] ids = [.. posts.Where(p => p.Status == 201).Select(p => p.Id)];
                Assert.Equal(
                    ids.Order(),
                    (await tenant.Scim.GetAsync("/Devices")).AssertStatus(200).GetTexts("/Resources", "/id").Order()
                );
                foreach (string id in ids)
                    (await tenant.Scim.DeleteAsync($"/Devices/{id}")).AssertStatus(204);
            }
        }
    }

    [Fact]
    public async Task Tenant_Deleted_RemovesDevicesAndSchemas()
    {
        TestTenant tenant = await fixture.Server.Operator.CreateTenantAsync();
        await DeviceTenantFixture.AddDeviceTypeAsync(tenant);
        string id = (await tenant.Scim.PostAsync("/Devices", CreateDeviceBody(new { serial = "gone" })))
            .AssertStatus(201)
            .Id;
        (await tenant.Operator.SendRequestAsync("DELETE", $"/tenants/{tenant.Id}")).AssertStatus(204);

        TestTenant again = await fixture.Server.Operator.CreateTenantAsync(tenant.Id);
        (await again.Scim.GetAsync("/Devices")).AssertError(404);
        Assert.Equal(0, (await again.Operator.GetAsync($"/tenants/{again.Id}/schemas")).AssertStatus(200).TotalResults);
        await again.Scim.CreateUserAsync("works");
        await DeviceTenantFixture.AddDeviceTypeAsync(again);
        Assert.Equal(0, (await again.Scim.GetAsync("/Devices")).AssertStatus(200).TotalResults);
        (await again.Scim.GetAsync($"/Devices/{id}")).AssertError(404);
        (await again.Scim.PostAsync("/Devices", CreateDeviceBody(new { serial = "gone" }))).AssertStatus(201);
    }

    [Fact]
    public async Task Schemas_OfOneTenant_AreInvisibleToOthers()
    {
        TestTenant other = await fixture.Server.Operator.CreateTenantAsync();
        (await other.Scim.GetAsync("/Devices")).AssertError(404);
        (await other.Scim.GetAsync($"/Schemas/{CustomSchemaBuilder.DeviceUrn}")).AssertError(404);
        Assert.Equal(
            ["User", "Group"],
            (await other.Scim.GetAsync("/ResourceTypes")).AssertStatus(200).GetTexts("/Resources", "/name")
        );

        // The same names with other definitions, and the same values without a conflict.
        (
            await other.AddSchemaAsync(
                CreateSchema(
                    CustomSchemaBuilder.DeviceUrn,
                    CreateAttribute("serial", new { type = "integer", uniqueness = "server" })
                )
            )
        ).AssertStatus(201);
        (
            await other.AddResourceTypeAsync(CreateResourceType("Device", "/Devices", CustomSchemaBuilder.DeviceUrn))
        ).AssertStatus(201);
        (await other.Scim.PostAsync("/Devices", new { serial = 7 })).AssertStatus(201);
        (await other.Scim.PostAsync("/Devices", new { serial = 7 })).AssertError(409, "uniqueness");
        await CreateDeviceAsync(new { serial = "7" });
        (await other.Scim.PostAsync("/Devices", new { serial = "text" })).AssertError(400, "invalidValue");
        (await other.Scim.GetAsync($"/Devices/{await CreateDeviceAsync(new { serial = CreateName() })}")).AssertError(
            404
        );
        Assert.NotEqual((await other.Scim.GetAsync("/Schemas")).ETag, (await Scim.GetAsync("/Schemas")).ETag);
    }

    private async Task<string> CreateDeviceAsync(object device) =>
        (await Scim.PostAsync("/Devices", CreateDeviceBody(device))).AssertStatus(201).Id;

    private static JsonObject CreateDeviceBody(object device)
    {
        JsonObject body = JsonSerializer.SerializeToNode(device)!.AsObject();
        body["schemas"] = new JsonArray(CustomSchemaBuilder.DeviceUrn);
        return body;
    }

    private static JsonObject CreateBulkOperation(string method, string path, string? bulkId, JsonNode? data)
    {
        JsonObject operation = new() { ["method"] = method, ["path"] = path };
        if (bulkId is not null)
            operation["bulkId"] = bulkId;
        if (data is not null)
            operation["data"] = data;
        return operation;
    }

    private static string CreateName() => $"fresh-{Interlocked.Increment(ref _nameCount)}";

    /// <summary>One tenant with devices and gadgets, for all tests of a class.</summary>
    public sealed class DeviceTenantFixture(SharedServer server) : TenantFixture(server)
    {
        /// <inheritdoc/>
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await AddDeviceTypeAsync(Tenant);
            (
                await Tenant.AddSchemaAsync(CreateSchema("urn:example:gadget:2.0:Gadget", CreateAttribute("label")))
            ).AssertStatus(201);
            (
                await Tenant.AddResourceTypeAsync(
                    CreateResourceType("Gadget", "/Gadgets", "urn:example:gadget:2.0:Gadget")
                )
            ).AssertStatus(201);
        }

        /// <summary>
        /// Registers devices. Some of their attributes have the names, but not the types, of user and group attributes.
        /// </summary>
        public static async Task AddDeviceTypeAsync(TestTenant tenant, bool location = true)
        {
            (
                await tenant.AddSchemaAsync(
                    CreateSchema(
                        CustomSchemaBuilder.DeviceUrn,
                        CreateAttribute("serial", new { required = true, uniqueness = "server" }),
                        CreateAttribute("model"),
                        CreateAttribute("slots", new { type = "integer" }),
                        CreateAttribute("userName"),
                        CreateAttribute("displayName", new { type = "integer" }),
                        CreateAttribute("active"),
                        CreateComplexAttribute(
                            "ports",
                            new { multiValued = true },
                            CreateAttribute("value", new { type = "integer" }),
                            CreateAttribute("name")
                        ),
                        CreateComplexAttribute(
                            "owner",
                            null,
                            CreateAttribute("value"),
                            CreateAttribute("$ref", new { type = "reference", referenceTypes = new[] { "User" } })
                        )
                    )
                )
            ).AssertStatus(201);
            if (location)
                (
                    await tenant.AddSchemaAsync(
                        CreateSchema(
                            LocationUrn,
                            CreateAttribute("room"),
                            CreateAttribute("floor", new { type = "integer" })
                        )
                    )
                ).AssertStatus(201);
            (
                await tenant.AddResourceTypeAsync(
                    CreateResourceType("Device", "/Devices", CustomSchemaBuilder.DeviceUrn, (LocationUrn, false))
                )
            ).AssertStatus(201);
        }
    }
}
