using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>
/// An extension that an operator registers at run time: every attribute characteristic, in requests and in responses.
/// </summary>
[Trait("rfc", "7643-7")]
public sealed class SchemaExtensionTests(BadgeTenantFixture fixture) : IClassFixture<BadgeTenantFixture>
{
    private const string BadgePointer = "/" + CustomSchemaBuilder.BadgeUrn;
    private static int _nameCount;

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Post_WithEveryAttribute_IsStoredAndReturned()
    {
        ScimResponse created = (
            await Scim.PostAsync(
                "/Users",
                CustomSchemaBuilder.CreateUser(
                    "everything",
                    new
                    {
                        number = "B-Everything",
                        color = "green",
                        level = 3,
                        weight = 1.5,
                        issued = "2026-01-31T12:00:00+02:00",
                        lost = "False",
                        photo = "aGVsbG8=",
                        sponsor = $"{fixture.Tenant.Url}/Users/x",
                        site = "https://example.com/site",
                        note = "n",
                        issuer = "desk",
                        tags = new[] { "a", "b", "a" },
                        doors = new object[]
                        {
                            new
                            {
                                value = "main",
                                code = "1a",
                                type = "IN",
                                primary = true,
                                floor = 2,
                            },
                            new { value = "back", primary = true },
                        },
                        holder = new { name = "Ada", phone = "1" },
                    }
                )
            )
        ).AssertStatus(201);
        Assert.Equal(
            [ScimUrns.User, CustomSchemaBuilder.BadgeUrn],
            created.GetElement("/schemas").EnumerateArray().Select(s => s.GetString())
        );
        ScimResponse read = (await Scim.GetAsync($"/Users/{created.Id}")).AssertStatus(200);
        Assert.Equal(created.Body, read.Body);
        Assert.Equal("Green", read.GetText($"{BadgePointer}/color"));
        Assert.Equal(3, read.GetInt32($"{BadgePointer}/level"));
        Assert.False(read.GetElement($"{BadgePointer}/lost").GetBoolean());
        Assert.Equal(2, read.GetElement($"{BadgePointer}/tags").GetArrayLength());
        Assert.Equal("in", read.GetText($"{BadgePointer}/doors/0/type"));
        Assert.False(read.GetElement($"{BadgePointer}/doors/1/primary").GetBoolean());
        Assert.Equal("Ada", read.GetText($"{BadgePointer}/holder/name"));
    }

    [Theory]
    [InlineData("level", "\"three\"", "level")]
    [InlineData("level", "1.5", "level")]
    [InlineData("level", "[1,2]", "level")]
    [InlineData("weight", "\"heavy\"", "weight")]
    [InlineData("issued", "\"yesterday\"", "issued")]
    [InlineData("lost", "\"maybe\"", "lost")]
    [InlineData("photo", "\"!!\"", "photo")]
    [InlineData("color", "\"Blue\"", "Red, Green")]
    [InlineData("site", "\"not absolute\"", "site")]
    [InlineData("site", "\"/relative\"", "absolute")]
    [InlineData("sponsor", "\"/Groups/1\"", "Users/{id}")]
    [InlineData("sponsor", "\"https://example.com/x/Devices/1\"", "User")]
    [InlineData("holder", "\"Ada\"", "holder")]
    [InlineData("holder", "[{\"name\":\"a\"},{\"name\":\"b\"}]", "holder")]
    [InlineData("tags", "[[\"a\"]]", "tags[0]")]
    [InlineData("tags", "[true]", "tags[0]")]
    [InlineData("doors", "[{\"code\":\"c\"}]", "doors[0].value")]
    [InlineData("doors", "[{\"value\":\"v\",\"type\":\"up\"}]", "doors[0].type")]
    [InlineData("doors", "[{\"value\":\"v\",\"floor\":\"first\"}]", "doors[0].floor")]
    public async Task Post_ViolatingCharacteristic_NamesAttributeAndStoresNothing(
        string attribute,
        string json,
        string named
    )
    {
        string name = CreateName();
        JsonObject user = CustomSchemaBuilder.CreateUser(name, new { number = name });
        user[CustomSchemaBuilder.BadgeUrn]![attribute] = JsonNode.Parse(json);
        ScimResponse refused = (await Scim.PostAsync("/Users", user)).AssertError(400, "invalidValue");
        Assert.Contains(named, refused.GetText("/detail"), StringComparison.Ordinal);
        Assert.Equal(
            0,
            (await Scim.QueryResourcesAsync("/Users", $"userName eq \"{name}\"")).AssertStatus(200).TotalResults
        );
    }

    [Fact]
    public async Task Post_WithoutRequiredExtensionAttribute_IsRejected()
    {
        ScimResponse refused = (
            await Scim.PostAsync("/Users", CustomSchemaBuilder.CreateUser(CreateName(), new { color = "Red" }))
        ).AssertError(400, "invalidValue");
        Assert.Contains($"{CustomSchemaBuilder.BadgeUrn}:number", refused.GetText("/detail"), StringComparison.Ordinal);
        string plain = await Scim.CreateUserAsync(CreateName());
        refused = (
            await Scim.PatchAsync(
                $"/Users/{plain}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation($"{CustomSchemaBuilder.BadgeUrn}:color", "Red"))
            )
        ).AssertError(400, "invalidValue");
        Assert.Contains("number", refused.GetText("/detail"), StringComparison.Ordinal);
        Assert.False((await Scim.GetAsync($"/Users/{plain}")).AssertStatus(200).HasElement(BadgePointer));
    }

    [Fact]
    public async Task Unique_CaseExactValue_IsTakenOncePerTenant()
    {
        string first = await CreateUserAsync(new { number = "Unique-1" });
        ScimResponse refused = (
            await Scim.PostAsync("/Users", CustomSchemaBuilder.CreateUser(CreateName(), new { number = "Unique-1" }))
        ).AssertError(409, "uniqueness");
        Assert.Contains($"{CustomSchemaBuilder.BadgeUrn}:number", refused.GetText("/detail"), StringComparison.Ordinal);
        await CreateUserAsync(new { number = "unique-1" });
        (await Scim.DeleteAsync($"/Users/{first}")).AssertStatus(204);
        await CreateUserAsync(new { number = "Unique-1" });
    }

    [Fact]
    public async Task Unique_SubAttribute_IsTakenByPostPatchAndPut()
    {
        string one = await CreateUserAsync(
            new
            {
                number = CreateName(),
                doors = new[] { new { value = "a", code = "C1" }, new { value = "b", code = "C2" } },
            }
        );
        string two = await CreateUserAsync(
            new { number = CreateName(), doors = new[] { new { value = "a", code = "C3" } } }
        );
        string path = $"{CustomSchemaBuilder.BadgeUrn}:doors";
        (
            await Scim.PostAsync(
                "/Users",
                CustomSchemaBuilder.CreateUser(
                    CreateName(),
                    new { number = CreateName(), doors = new[] { new { value = "x", code = "C2" } } }
                )
            )
        ).AssertError(409, "uniqueness");
        ScimResponse refused = (
            await Scim.PatchAsync(
                $"/Users/{two}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation(path, new[] { new { value = "y", code = "C1" } }))
            )
        ).AssertError(409, "uniqueness");
        Assert.Contains("doors.code", refused.GetText("/detail"), StringComparison.Ordinal);

        // A value removed by one change is free for the next.
        (
            await Scim.PatchAsync(
                $"/Users/{one}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation($"{path}[code eq \"C1\"]"))
            )
        ).AssertStatus(200);
        (
            await Scim.PatchAsync(
                $"/Users/{two}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation(path, new[] { new { value = "y", code = "C1" } }))
            )
        ).AssertStatus(200);
        ScimResponse now = (await Scim.GetAsync($"/Users/{two}")).AssertStatus(200);
        Assert.Equal(["C3", "C1"], now.GetTexts($"{BadgePointer}/doors", "/code"));

        // The same value twice in one resource is not a uniqueness violation.
        (
            await Scim.PatchAsync(
                $"/Users/{two}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation(path, new[] { new { value = "z", code = "C1" } }))
            )
        ).AssertStatus(200);
    }

    [Fact]
    public async Task Unique_TooLongValue_IsRejected()
    {
        await CreateUserAsync(new { number = new string('n', 255) });
        (
            await Scim.PostAsync(
                "/Users",
                CustomSchemaBuilder.CreateUser(CreateName(), new { number = new string('m', 256) })
            )
        ).AssertError(400, "invalidValue");
    }

    [Fact]
    public async Task Immutable_Value_CanBeSetOnce()
    {
        string number = CreateName();
        string id = await CreateUserAsync(new { number, holder = new { name = "Ada", phone = "1" } });
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation($"{CustomSchemaBuilder.BadgeUrn}:number", "other")
                )
            )
        ).AssertError(400, "mutability");
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation($"{CustomSchemaBuilder.BadgeUrn}:number"))
            )
        ).AssertError(400, "mutability");
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation(CustomSchemaBuilder.BadgeUrn))
            )
        ).AssertError(400, "mutability");
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation($"{CustomSchemaBuilder.BadgeUrn}:holder.name", "Eve")
                )
            )
        ).AssertError(400, "mutability");
        (
            await Scim.PutAsync($"/Users/{id}", CustomSchemaBuilder.CreateUser(CreateName(), new { number = "other" }))
        ).AssertError(400, "mutability");
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation($"{CustomSchemaBuilder.BadgeUrn}:number", number),
                    RequestBodies.ReplaceOperation($"{CustomSchemaBuilder.BadgeUrn}:holder.phone", "2")
                )
            )
        ).AssertStatus(200);

        // A PUT that omits the immutable attribute keeps it.
        ScimResponse put = (await Scim.PutAsync($"/Users/{id}", RequestBodies.CreateUser(CreateName()))).AssertStatus(
            200
        );
        Assert.Equal(number, put.GetText($"{BadgePointer}/number"));
        Assert.False(put.HasElement($"{BadgePointer}/holder"));
    }

    [Fact]
    public async Task ReadOnly_Attribute_IsIgnoredInBodiesAndRejectedInPaths()
    {
        string id = await CreateUserAsync(
            new Dictionary<string, object> { ["number"] = CreateName(), ["checked"] = "me" }
        );
        Assert.False((await Scim.GetAsync($"/Users/{id}")).AssertStatus(200).HasElement($"{BadgePointer}/checked"));
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation($"{CustomSchemaBuilder.BadgeUrn}:checked", "me")
                )
            )
        ).AssertError(400, "mutability");
    }

    [Fact]
    public async Task WriteOnly_Attribute_IsNeverReturnedFilteredOrSorted()
    {
        string id = await CreateUserAsync(new { number = CreateName(), pin = "Secret1234" });
        foreach (
            string query in new[]
            {
                "",
                $"?attributes={CustomSchemaBuilder.BadgeUrn}:pin",
                $"?attributes={CustomSchemaBuilder.BadgeUrn}",
            }
        )
            Assert.DoesNotContain(
                "Secret1234",
                (await Scim.GetAsync($"/Users/{id}{query}")).AssertStatus(200).Body,
                StringComparison.Ordinal
            );
        (await Scim.QueryResourcesAsync("/Users", $"{CustomSchemaBuilder.BadgeUrn}:pin eq \"Secret1234\"")).AssertError(
            400,
            "invalidFilter"
        );
        (await Scim.GetAsync($"/Users?sortBy={CustomSchemaBuilder.BadgeUrn}:pin")).AssertError(400);
        ScimResponse patched = (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation($"{CustomSchemaBuilder.BadgeUrn}:pin", "Other1234")
                )
            )
        ).AssertStatus(200);
        Assert.DoesNotContain("Other1234", patched.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Returned_RequestAndAlways_AreHonored()
    {
        string id = await CreateUserAsync(
            new
            {
                number = CreateName(),
                note = "on request",
                issuer = "the desk",
                color = "Red",
            }
        );
        ScimResponse plain = (await Scim.GetAsync($"/Users/{id}")).AssertStatus(200);
        Assert.False(plain.HasElement($"{BadgePointer}/note"));
        Assert.Equal("the desk", plain.GetText($"{BadgePointer}/issuer"));
        ScimResponse asked = (
            await Scim.GetAsync($"/Users/{id}?attributes={CustomSchemaBuilder.BadgeUrn}:note")
        ).AssertStatus(200);
        Assert.Equal("on request", asked.GetText($"{BadgePointer}/note"));
        Assert.Equal("the desk", asked.GetText($"{BadgePointer}/issuer"));
        Assert.False(asked.HasElement($"{BadgePointer}/color"));
        Assert.True(
            (await Scim.GetAsync($"/Users/{id}?excludedAttributes={CustomSchemaBuilder.BadgeUrn}"))
                .AssertStatus(200)
                .HasElement($"{BadgePointer}/issuer")
        );
        ScimResponse list = (
            await Scim.QueryResourcesAsync("/Users", $"id eq \"{id}\"", "attributes=userName")
        ).AssertStatus(200);
        Assert.Equal("the desk", list.GetText($"/Resources/0{BadgePointer}/issuer"));
    }

    [Theory]
    [InlineData(":color eq \"GREEN\"", true)]
    [InlineData(":color co \"ree\"", true)]
    [InlineData(":number eq \"Filter-1\"", true)]
    [InlineData(":number eq \"filter-1\"", false)]
    [InlineData(":number sw \"Filt\"", true)]
    [InlineData(":level eq 7", true)]
    [InlineData(":level gt 7", false)]
    [InlineData(":level ge 7", true)]
    [InlineData(":weight eq 2.5", true)]
    [InlineData(":issued eq \"2026-01-31T10:00:00Z\"", true)]
    [InlineData(":issued lt \"2026-01-31T10:00:00Z\"", false)]
    [InlineData(":lost eq true", true)]
    [InlineData(":tags eq \"VIP\"", true)]
    [InlineData(":tags pr", true)]
    [InlineData(":doors.value eq \"MAIN\"", true)]
    [InlineData(":doors.code eq \"F1\"", true)]
    [InlineData(":doors.code eq \"f1\"", false)]
    [InlineData(":doors[type eq \"in\" and floor eq 2]", true)]
    [InlineData(":doors[type eq \"out\" and floor eq 2]", false)]
    [InlineData(":holder.name eq \"ada\"", true)]
    [InlineData(":note eq \"quiet\"", true)]
    public async Task Filter_OnCustomAttribute_SelectsMatchingUsers(string filter, bool found)
    {
        string name = "filtered";
        if ((await Scim.QueryResourcesAsync("/Users", $"userName eq \"{name}\"")).TotalResults == 0)
        {
            (
                await Scim.PostAsync(
                    "/Users",
                    CustomSchemaBuilder.CreateUser(
                        name,
                        new
                        {
                            number = "Filter-1",
                            color = "Green",
                            level = 7,
                            weight = 2.5,
                            issued = "2026-01-31T12:00:00+02:00",
                            lost = true,
                            tags = new[] { "vip", "new" },
                            note = "quiet",
                            doors = new object[]
                            {
                                new
                                {
                                    value = "main",
                                    code = "F1",
                                    type = "in",
                                    floor = 2,
                                },
                                new
                                {
                                    value = "back",
                                    code = "F2",
                                    type = "out",
                                    floor = 1,
                                },
                            },
                            holder = new { name = "Ada" },
                        }
                    )
                )
            ).AssertStatus(201);
        }

        ScimResponse list = (
            await Scim.QueryResourcesAsync(
                "/Users",
                $"userName eq \"{name}\" and {CustomSchemaBuilder.BadgeUrn}{filter}"
            )
        ).AssertStatus(200);
        Assert.Equal(found ? 1 : 0, list.TotalResults);
        Assert.Equal(
            found,
            (await Scim.QueryResourcesAsync("/Users", $"{CustomSchemaBuilder.BadgeUrn}{filter}"))
                .AssertStatus(200)
                .GetTexts("/Resources", "/userName")
                .Contains(name)
        );
    }

    [Theory]
    [InlineData(":missing eq \"x\"")]
    [InlineData(":doors.missing eq \"x\"")]
    [InlineData(":doors[missing eq \"x\"]")]
    [InlineData(":level eq \"x\"")]
    public async Task Filter_OnUndeclaredAttribute_IsInvalidFilter(string filter) =>
        (await Scim.QueryResourcesAsync("/Users", CustomSchemaBuilder.BadgeUrn + filter)).AssertError(
            400,
            "invalidFilter"
        );

    [Fact]
    public async Task Patch_OfComplexMultiValuedAttribute_FollowsValuePaths()
    {
        string id = await CreateUserAsync(
            new
            {
                number = CreateName(),
                doors = new[] { new { value = "main", type = "in" }, new { value = "back", type = "out" } },
            }
        );
        string path = $"{CustomSchemaBuilder.BadgeUrn}:doors";
        ScimResponse patched = (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation($"{path}[type eq \"in\"].floor", 4),
                    RequestBodies.RemoveOperation($"{path}[value eq \"back\"]"),
                    RequestBodies.AddOperation(path, new[] { new { value = "side" } })
                )
            )
        ).AssertStatus(200);
        Assert.Equal(["main", "side"], patched.GetTexts($"{BadgePointer}/doors", "/value"));
        Assert.Equal(4, patched.GetInt32($"{BadgePointer}/doors/0/floor"));
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation($"{path}[value eq \"main\"].value"))
            )
        ).AssertError(400);
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation($"{path}[type eq \"in\"].type", "up"))
            )
        ).AssertError(400, "invalidValue");
    }

    [Fact]
    public async Task Put_WithoutWriteOnlyValue_KeepsIt()
    {
        // The value is not readable; an unchanged version shows that a PUT of the same value changed nothing.
        string name = CreateName();
        ScimResponse created = (
            await Scim.PostAsync(
                "/Users",
                CustomSchemaBuilder.CreateUser(name, new { number = name, pin = "Secret1234" })
            )
        ).AssertStatus(201);
        ScimResponse put = (
            await Scim.PutAsync($"/Users/{created.Id}", CustomSchemaBuilder.CreateUser(name, new { number = name }))
        ).AssertStatus(200);
        Assert.Equal(created.ETag, put.ETag);
        ScimResponse cleared = (
            await Scim.PutAsync(
                $"/Users/{created.Id}",
                CustomSchemaBuilder.CreateUser(name, new { number = name, pin = (string?)null })
            )
        ).AssertStatus(200);
        Assert.NotEqual(created.ETag, cleared.ETag);
    }

    [Fact, Trait("rfc", "7644-4")]
    public async Task Discovery_ShowsExtensionAsRegistered()
    {
        ScimResponse type = (await Scim.GetAsync("/ResourceTypes/User")).AssertStatus(200);
        Assert.Equal(
            [ScimUrns.Enterprise, CustomSchemaBuilder.BadgeUrn],
            type.GetTexts("/schemaExtensions", "/schema")
        );
        ScimResponse schema = (await Scim.GetAsync($"/Schemas/{CustomSchemaBuilder.BadgeUrn}")).AssertStatus(200);
        JsonElement number = schema
            .GetElement("/attributes")
            .EnumerateArray()
            .Single(a => a.GetProperty("name").GetString() == "number");
        Assert.Equal("immutable", number.GetProperty("mutability").GetString());
        Assert.Equal("server", number.GetProperty("uniqueness").GetString());
        Assert.True(number.GetProperty("caseExact").GetBoolean());
        Assert.True(number.GetProperty("required").GetBoolean());
        JsonElement pin = schema
            .GetElement("/attributes")
            .EnumerateArray()
            .Single(a => a.GetProperty("name").GetString() == "pin");
        Assert.Equal("never", pin.GetProperty("returned").GetString());
        Assert.Contains(
            CustomSchemaBuilder.BadgeUrn,
            (await Scim.GetAsync("/Schemas")).AssertStatus(200).GetTexts("/Resources", "/id")
        );
    }

    private async Task<string> CreateUserAsync(object badge) =>
        (await Scim.PostAsync("/Users", CustomSchemaBuilder.CreateUser(CreateName(), badge))).AssertStatus(201).Id;

    private static string CreateName() => $"fresh-{Interlocked.Increment(ref _nameCount)}";
}
