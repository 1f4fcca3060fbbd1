using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>An extension that an operator declared while the server runs: every characteristic of its attributes, in requests and in answers.</summary>
[Trait("rfc", "7643-7")]
public sealed class ExtensionTests(BadgeFixture fixture) : IClassFixture<BadgeFixture>
{
    private const string Pointer = "/" + Declared.Badge;
    private static int _count;

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Post_WithEveryAttribute_IsStoredAndShown()
    {
        ScimResponse created = (await Scim.Post("/Users", Declared.User("everything", new
        {
            number = "B-Everything",
            colour = "green",
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
            doors = new object[] { new { value = "main", code = "1a", type = "IN", primary = true, floor = 2 }, new { value = "back", primary = true } },
            holder = new { name = "Ada", phone = "1" },
        }))).Expect(201);
        Assert.Equal([Urn.User, Declared.Badge], created.At("/schemas").EnumerateArray().Select(s => s.GetString()));
        ScimResponse read = (await Scim.Get($"/Users/{created.Id}")).Expect(200);
        Assert.Equal(created.Body, read.Body);
        Assert.Equal("Green", read.Text($"{Pointer}/colour"));
        Assert.Equal(3, read.Int($"{Pointer}/level"));
        Assert.False(read.At($"{Pointer}/lost").GetBoolean());
        Assert.Equal(2, read.At($"{Pointer}/tags").GetArrayLength());
        Assert.Equal("in", read.Text($"{Pointer}/doors/0/type"));
        Assert.False(read.At($"{Pointer}/doors/1/primary").GetBoolean());
        Assert.Equal("Ada", read.Text($"{Pointer}/holder/name"));
    }

    [Theory]
    [InlineData("level", "\"three\"", "level")]
    [InlineData("level", "1.5", "level")]
    [InlineData("level", "[1]", "level")]
    [InlineData("weight", "\"heavy\"", "weight")]
    [InlineData("issued", "\"yesterday\"", "issued")]
    [InlineData("lost", "\"maybe\"", "lost")]
    [InlineData("photo", "\"!!\"", "photo")]
    [InlineData("colour", "\"Blue\"", "Red, Green")]
    [InlineData("site", "\"not absolute\"", "site")]
    [InlineData("site", "\"/relative\"", "absolute")]
    [InlineData("sponsor", "\"/Groups/1\"", "Users/{id}")]
    [InlineData("sponsor", "\"https://example.com/x/Devices/1\"", "User")]
    [InlineData("holder", "\"Ada\"", "holder")]
    [InlineData("holder", "[{\"name\":\"a\"},{\"name\":\"b\"}]", "holder")]
    [InlineData("tags", "[[\"a\"]]", "tags[0]")]
    [InlineData("tags", "[7]", "tags[0]")]
    [InlineData("doors", "[{\"code\":\"c\"}]", "doors[0].value")]
    [InlineData("doors", "[{\"value\":\"v\",\"type\":\"up\"}]", "doors[0].type")]
    [InlineData("doors", "[{\"value\":\"v\",\"floor\":\"first\"}]", "doors[0].floor")]
    public async Task Post_AgainstACharacteristic_IsRefusedByNameAndStoresNothing(string attribute, string json, string named)
    {
        string name = Fresh();
        JsonObject user = Declared.User(name, new { number = name });
        user[Declared.Badge]![attribute] = JsonNode.Parse(json);
        ScimResponse refused = (await Scim.Post("/Users", user)).ExpectError(400, "invalidValue");
        Assert.Contains(named, refused.Text("/detail"), StringComparison.Ordinal);
        Assert.Equal(0, (await Scim.Query("/Users", $"userName eq \"{name}\"")).Expect(200).TotalResults);
    }

    [Fact]
    public async Task Post_WithoutARequiredAttributeOfTheExtension_IsRefused()
    {
        ScimResponse refused = (await Scim.Post("/Users", Declared.User(Fresh(), new { colour = "Red" }))).ExpectError(400, "invalidValue");
        Assert.Contains($"{Declared.Badge}:number", refused.Text("/detail"), StringComparison.Ordinal);
        string plain = await Scim.CreateUser(Fresh());
        refused = (await Scim.Patch($"/Users/{plain}", Bodies.Patch(Bodies.Add($"{Declared.Badge}:colour", "Red")))).ExpectError(400, "invalidValue");
        Assert.Contains("number", refused.Text("/detail"), StringComparison.Ordinal);
        Assert.False((await Scim.Get($"/Users/{plain}")).Expect(200).Has(Pointer));
    }

    [Fact]
    public async Task Unique_CaseExactValue_IsTakenOncePerTenant()
    {
        string first = await Create(new { number = "Unique-1" });
        ScimResponse refused = (await Scim.Post("/Users", Declared.User(Fresh(), new { number = "Unique-1" }))).ExpectError(409, "uniqueness");
        Assert.Contains($"{Declared.Badge}:number", refused.Text("/detail"), StringComparison.Ordinal);
        await Create(new { number = "unique-1" });
        (await Scim.Delete($"/Users/{first}")).Expect(204);
        await Create(new { number = "Unique-1" });
    }

    [Fact]
    public async Task Unique_SubAttribute_IsTakenByPostPatchAndPut()
    {
        string one = await Create(new { number = Fresh(), doors = new[] { new { value = "a", code = "C1" }, new { value = "b", code = "C2" } } });
        string two = await Create(new { number = Fresh(), doors = new[] { new { value = "a", code = "C3" } } });
        string path = $"{Declared.Badge}:doors";
        (await Scim.Post("/Users", Declared.User(Fresh(), new { number = Fresh(), doors = new[] { new { value = "x", code = "C2" } } }))).ExpectError(409, "uniqueness");
        ScimResponse refused = (await Scim.Patch($"/Users/{two}", Bodies.Patch(Bodies.Add(path, new[] { new { value = "y", code = "C1" } })))).ExpectError(409, "uniqueness");
        Assert.Contains("doors.code", refused.Text("/detail"), StringComparison.Ordinal);

        // Given up by one change, free in the next.
        (await Scim.Patch($"/Users/{one}", Bodies.Patch(Bodies.Remove($"{path}[code eq \"C1\"]")))).Expect(200);
        (await Scim.Patch($"/Users/{two}", Bodies.Patch(Bodies.Add(path, new[] { new { value = "y", code = "C1" } })))).Expect(200);
        ScimResponse now = (await Scim.Get($"/Users/{two}")).Expect(200);
        Assert.Equal(["C3", "C1"], now.Each($"{Pointer}/doors", "/code"));

        // The same value twice in one resource is that resource's own affair.
        (await Scim.Patch($"/Users/{two}", Bodies.Patch(Bodies.Add(path, new[] { new { value = "z", code = "C1" } })))).Expect(200);
    }

    [Fact]
    public async Task Unique_TooLongValue_IsRefused()
    {
        await Create(new { number = new string('n', 255) });
        (await Scim.Post("/Users", Declared.User(Fresh(), new { number = new string('m', 256) }))).ExpectError(400, "invalidValue");
    }

    [Fact]
    public async Task Immutable_Value_IsSetOnceAndKept()
    {
        string number = Fresh();
        string id = await Create(new { number, holder = new { name = "Ada", phone = "1" } });
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace($"{Declared.Badge}:number", "other")))).ExpectError(400, "mutability");
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Remove($"{Declared.Badge}:number")))).ExpectError(400, "mutability");
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Remove(Declared.Badge)))).ExpectError(400, "mutability");
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace($"{Declared.Badge}:holder.name", "Eve")))).ExpectError(400, "mutability");
        (await Scim.Put($"/Users/{id}", Declared.User(Fresh(), new { number = "other" }))).ExpectError(400, "mutability");
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace($"{Declared.Badge}:number", number), Bodies.Replace($"{Declared.Badge}:holder.phone", "2")))).Expect(200);

        // A PUT that leaves it out leaves it as it is.
        ScimResponse put = (await Scim.Put($"/Users/{id}", Bodies.User(Fresh()))).Expect(200);
        Assert.Equal(number, put.Text($"{Pointer}/number"));
        Assert.False(put.Has($"{Pointer}/holder"));
    }

    [Fact]
    public async Task ReadOnly_Attribute_IsIgnoredInBodiesAndRefusedInPaths()
    {
        string id = await Create(new Dictionary<string, object> { ["number"] = Fresh(), ["checked"] = "me" });
        Assert.False((await Scim.Get($"/Users/{id}")).Expect(200).Has($"{Pointer}/checked"));
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace($"{Declared.Badge}:checked", "me")))).ExpectError(400, "mutability");
    }

    [Fact]
    public async Task WriteOnly_Attribute_IsNeverShownFilteredOrSortedBy()
    {
        string id = await Create(new { number = Fresh(), pin = "Secret1234" });
        foreach (string query in new[] { "", $"?attributes={Declared.Badge}:pin", $"?attributes={Declared.Badge}" })
            Assert.DoesNotContain("Secret1234", (await Scim.Get($"/Users/{id}{query}")).Expect(200).Body, StringComparison.Ordinal);
        (await Scim.Query("/Users", $"{Declared.Badge}:pin eq \"Secret1234\"")).ExpectError(400, "invalidFilter");
        (await Scim.Get($"/Users?sortBy={Declared.Badge}:pin")).ExpectError(400);
        ScimResponse patched = (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace($"{Declared.Badge}:pin", "Other1234")))).Expect(200);
        Assert.DoesNotContain("Other1234", patched.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Returned_RequestAndAlways_AreHonoured()
    {
        string id = await Create(new { number = Fresh(), note = "on request", issuer = "the desk", colour = "Red" });
        ScimResponse plain = (await Scim.Get($"/Users/{id}")).Expect(200);
        Assert.False(plain.Has($"{Pointer}/note"));
        Assert.Equal("the desk", plain.Text($"{Pointer}/issuer"));
        ScimResponse asked = (await Scim.Get($"/Users/{id}?attributes={Declared.Badge}:note")).Expect(200);
        Assert.Equal("on request", asked.Text($"{Pointer}/note"));
        Assert.Equal("the desk", asked.Text($"{Pointer}/issuer"));
        Assert.False(asked.Has($"{Pointer}/colour"));
        Assert.True((await Scim.Get($"/Users/{id}?excludedAttributes={Declared.Badge}")).Expect(200).Has($"{Pointer}/issuer"));
        ScimResponse list = (await Scim.Query("/Users", $"id eq \"{id}\"", "attributes=userName")).Expect(200);
        Assert.Equal("the desk", list.Text($"/Resources/0{Pointer}/issuer"));
    }

    [Theory]
    [InlineData(":colour eq \"GREEN\"", true)]
    [InlineData(":colour co \"ree\"", true)]
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
    public async Task Filter_OnADeclaredAttribute_FindsWhatItShould(string filter, bool found)
    {
        string name = "filtered";
        if ((await Scim.Query("/Users", $"userName eq \"{name}\"")).TotalResults == 0)
        {
            (await Scim.Post("/Users", Declared.User(name, new
            {
                number = "Filter-1",
                colour = "Green",
                level = 7,
                weight = 2.5,
                issued = "2026-01-31T12:00:00+02:00",
                lost = true,
                tags = new[] { "vip", "new" },
                note = "quiet",
                doors = new object[] { new { value = "main", code = "F1", type = "in", floor = 2 }, new { value = "back", code = "F2", type = "out", floor = 1 } },
                holder = new { name = "Ada" },
            }))).Expect(201);
        }

        ScimResponse list = (await Scim.Query("/Users", $"userName eq \"{name}\" and {Declared.Badge}{filter}")).Expect(200);
        Assert.Equal(found ? 1 : 0, list.TotalResults);
        Assert.Equal(found, (await Scim.Query("/Users", $"{Declared.Badge}{filter}")).Expect(200).Each("/Resources", "/userName").Contains(name));
    }

    [Theory]
    [InlineData(":missing eq \"x\"")]
    [InlineData(":doors.missing eq \"x\"")]
    [InlineData(":doors[missing eq \"x\"]")]
    [InlineData(":level eq \"x\"")]
    public async Task Filter_OnWhatIsNotDeclared_IsInvalidFilter(string filter) =>
        (await Scim.Query("/Users", Declared.Badge + filter)).ExpectError(400, "invalidFilter");

    [Fact]
    public async Task Patch_OfAComplexMultiValuedAttribute_FollowsValuePaths()
    {
        string id = await Create(new { number = Fresh(), doors = new[] { new { value = "main", type = "in" }, new { value = "back", type = "out" } } });
        string path = $"{Declared.Badge}:doors";
        ScimResponse patched = (await Scim.Patch($"/Users/{id}", Bodies.Patch(
            Bodies.Replace($"{path}[type eq \"in\"].floor", 4), Bodies.Remove($"{path}[value eq \"back\"]"), Bodies.Add(path, new[] { new { value = "side" } })))).Expect(200);
        Assert.Equal(["main", "side"], patched.Each($"{Pointer}/doors", "/value"));
        Assert.Equal(4, patched.Int($"{Pointer}/doors/0/floor"));
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Remove($"{path}[value eq \"main\"].value")))).ExpectError(400);
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace($"{path}[type eq \"in\"].type", "up")))).ExpectError(400, "invalidValue");
    }

    [Fact]
    public async Task Put_WithoutAWriteOnlyValue_KeepsIt()
    {
        // Nobody can see whether it is there but by the version: a PUT of what is there already is no change.
        string name = Fresh();
        ScimResponse created = (await Scim.Post("/Users", Declared.User(name, new { number = name, pin = "Secret1234" }))).Expect(201);
        ScimResponse put = (await Scim.Put($"/Users/{created.Id}", Declared.User(name, new { number = name }))).Expect(200);
        Assert.Equal(created.ETag, put.ETag);
        ScimResponse cleared = (await Scim.Put($"/Users/{created.Id}", Declared.User(name, new { number = name, pin = (string?)null }))).Expect(200);
        Assert.NotEqual(created.ETag, cleared.ETag);
    }

    [Fact, Trait("rfc", "7644-4")]
    public async Task Discovery_ShowsTheExtensionAsDeclared()
    {
        ScimResponse type = (await Scim.Get("/ResourceTypes/User")).Expect(200);
        Assert.Equal([Urn.Enterprise, Declared.Badge], type.Each("/schemaExtensions", "/schema"));
        ScimResponse schema = (await Scim.Get($"/Schemas/{Declared.Badge}")).Expect(200);
        JsonElement number = schema.At("/attributes").EnumerateArray().Single(a => a.GetProperty("name").GetString() == "number");
        Assert.Equal("immutable", number.GetProperty("mutability").GetString());
        Assert.Equal("server", number.GetProperty("uniqueness").GetString());
        Assert.True(number.GetProperty("caseExact").GetBoolean());
        Assert.True(number.GetProperty("required").GetBoolean());
        JsonElement pin = schema.At("/attributes").EnumerateArray().Single(a => a.GetProperty("name").GetString() == "pin");
        Assert.Equal("never", pin.GetProperty("returned").GetString());
        Assert.Contains(Declared.Badge, (await Scim.Get("/Schemas")).Expect(200).Each("/Resources", "/id"));
    }

    private async Task<string> Create(object badge) => (await Scim.Post("/Users", Declared.User(Fresh(), badge))).Expect(201).Id;

    private static string Fresh() => $"fresh-{Interlocked.Increment(ref _count)}";
}
