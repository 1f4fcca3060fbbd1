namespace Scim.Conformance.Tests.Lists;

/// <summary>Paging by cursor (RFC 9865).</summary>
[Trait("rfc", "9865-2")]
public sealed class CursorTests(CursorTests.People people) : IClassFixture<CursorTests.People>
{
    private const int Number = 25;

    private ScimClient Scim => people.Tenant.Scim;

    [Theory]
    [InlineData("", 1)]
    [InlineData("", 7)]
    [InlineData("", 25)]
    [InlineData("", 100)]
    [InlineData("&sortBy=userName&sortOrder=descending", 4)]
    [InlineData("&sortBy=title", 3)]
    [InlineData("&sortBy=title&sortOrder=descending", 3)]
    [InlineData("&sortBy=emails.value&filter=userName%20sw%20%22cursor%22", 6)]
    [InlineData("&filter=active%20eq%20true%20and%20title%20pr&attributes=userName", 2)]
    public async Task Walk_ForwardAndBack_IsTheListByIndex(string query, int count)
    {
        ScimResponse whole = (await Scim.Get($"/Users?startIndex=1&count=1000{query}")).Expect(200);
        List<string> forward = [], backward = [];
        List<string> pages = [];
        string? back = null;
        for (string? cursor = ""; cursor is not null;)
        {
            ScimResponse page = (await Scim.Get($"/Users?cursor={cursor}&count={count}{query}")).Expect(200);
            Assert.Equal(whole.TotalResults, page.TotalResults);
            Assert.Equal(page.Resources.Count, page.Int("/itemsPerPage"));
            Assert.False(page.Has("/startIndex"));
            Assert.Equal(cursor.Length == 0, !page.Has("/previousCursor"));
            forward.AddRange(page.Each("/Resources", "/id"));
            pages.Add(string.Join(',', page.Each("/Resources", "/id")));
            back = Cursor(page, "/previousCursor");
            cursor = Cursor(page, "/nextCursor");
            Assert.InRange(pages.Count, 1, Number);
        }

        Assert.Equal(whole.Each("/Resources", "/id"), forward);
        for (int i = pages.Count - 2; i >= 0; i--)
        {
            ScimResponse page = (await Scim.Get($"/Users?cursor={back}&count={count}{query}")).Expect(200);
            Assert.Equal(pages[i], string.Join(',', page.Each("/Resources", "/id")));
            Assert.Equal(i == 0, !page.Has("/previousCursor"));
            Assert.True(page.Has("/nextCursor"));
            back = Cursor(page, "/previousCursor");
        }
    }

    [Fact]
    public async Task Get_WithoutACursor_PagesByIndex()
    {
        ScimResponse page = (await Scim.Get("/Users?count=5")).Expect(200);
        Assert.False(page.Has("/nextCursor"));
        Assert.Equal(1, page.Int("/startIndex"));
    }

    [Theory]
    [InlineData("cursor")]
    [InlineData("cursor=")]
    [InlineData("CURSOR=&startIndex=3")]
    public async Task Get_WithAnEmptyCursor_IsTheFirstPage(string cursor)
    {
        ScimResponse page = (await Scim.Get($"/Users?{cursor}&count=5")).Expect(200);
        Assert.Equal(people.Ids[..5], page.Each("/Resources", "/id"));
        string next = page.Text("/nextCursor");
        Assert.Matches("^[A-Za-z0-9_-]{20,120}$", next);
    }

    [Fact]
    public async Task Get_WithACountOfNothing_CountsOnly()
    {
        ScimResponse page = (await Scim.Get("/Users?cursor=&count=0")).Expect(200);
        Assert.Equal((Number, 0), (page.TotalResults, page.Resources.Count));
        Assert.False(page.Has("/nextCursor"));
        Assert.Empty((await Scim.Get("/Users?cursor=&count=-2")).Expect(200).Resources);
    }

    [Theory]
    [InlineData("/Users/.search")]
    [InlineData("/.search")]
    public async Task Search_ByPost_WalksToo(string endpoint)
    {
        List<string> seen = [];
        string filter = $"userName sw \"cursor.0\"";
        for (string? cursor = ""; cursor is not null;)
        {
            ScimResponse page = (await Scim.Post(endpoint, Bodies.Search(new { filter, cursor, count = 3, sortBy = "userName", sortOrder = "descending" }))).Expect(200);
            Assert.Equal(10, page.TotalResults);
            seen.AddRange(page.Each("/Resources", "/userName"));
            cursor = Cursor(page, "/nextCursor");
        }

        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(n => $"cursor.{n:00}"), seen);
    }

    [Theory]
    [InlineData("count=5&filter=active%20eq%20true")]
    [InlineData("count=5&sortBy=userName")]
    [InlineData("count=5&sortOrder=descending")]
    [InlineData("count=5&attributes=userName")]
    [InlineData("count=5&excludedAttributes=emails")]
    [Trait("rfc", "9865-2.1")]
    public async Task Get_WithAnotherQuerysCursor_IsInvalid(string query)
    {
        string next = (await Scim.Get("/Users?cursor&count=5")).Text("/nextCursor");
        (await Scim.Get($"/Users?cursor={next}&{query}")).ExpectError(400, "invalidCursor");
        (await Scim.Get($"/Groups?cursor={next}&count=5")).ExpectError(400, "invalidCursor");
        (await Scim.Post("/.search", Bodies.Search(new { cursor = next, count = 5 }))).ExpectError(400, "invalidCursor");
        (await Scim.Get($"/Users?cursor={next}&count=5&unknown=1")).Expect(200);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("%00")]
    [InlineData("1")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [Trait("rfc", "9865-2.1")]
    public async Task Get_WithAForgedCursor_IsInvalid(string cursor) => (await Scim.Get($"/Users?cursor={cursor}")).ExpectError(400, "invalidCursor");

    [Fact]
    [Trait("rfc", "9865-6")]
    public async Task Get_WithAnotherTenantsCursor_IsInvalid()
    {
        TestTenant other = await people.Server.Operator.NewTenant();
        for (int i = 0; i < 3; i++) await other.Scim.CreateUser($"o{i}");
        string next = (await other.Scim.Get("/Users?cursor&count=2")).Text("/nextCursor");
        (await other.Scim.Get($"/Users?cursor={next}&count=2")).Expect(200);
        (await Scim.Get($"/Users?cursor={next}&count=2")).ExpectError(400, "invalidCursor");

        // Nor does a cursor outlive its tenant.
        (await people.Server.Operator.Send("DELETE", $"/tenants/{other.Id}")).Expect(204);
        TestTenant again = await people.Server.Operator.NewTenant(other.Id);
        for (int i = 0; i < 3; i++) await again.Scim.CreateUser($"o{i}");
        (await again.Scim.Get($"/Users?cursor={next}&count=2")).ExpectError(400, "invalidCursor");
    }

    [Theory]
    [InlineData("6")]
    [InlineData("abc")]
    [Trait("rfc", "9865-2.1")]
    public async Task Get_WithAnotherCount_IsInvalidCount(string count)
    {
        string next = (await Scim.Get("/Users?cursor&count=5")).Text("/nextCursor");
        (await Scim.Get($"/Users?cursor={next}&count={count}")).ExpectError(400, "invalidCount");
        Assert.Equal(5, (await Scim.Get($"/Users?cursor={next}")).Expect(200).Resources.Count);
    }

    [Fact]
    public async Task Search_WithACountThatIsNoNumber_IsInvalidCount() =>
        (await Scim.Post("/Users/.search", Bodies.Search(new { cursor = "", count = "many" }))).ExpectError(400, "invalidCount");

    [Fact]
    [Trait("rfc", "9865-4")]
    public async Task ServiceProviderConfig_AnnouncesBothWaysOfPaging()
    {
        ScimResponse config = (await Scim.Get("/ServiceProviderConfig")).Expect(200);
        Assert.True(config.At("/pagination/cursor").GetBoolean());
        Assert.True(config.At("/pagination/index").GetBoolean());
        Assert.Equal("index", config.Text("/pagination/defaultPaginationMethod"));
        Assert.Equal((100, 1000, 600), (config.Int("/pagination/defaultPageSize"), config.Int("/pagination/maxPageSize"), config.Int("/pagination/cursorTimeout")));
    }

    private static string? Cursor(ScimResponse page, string pointer) => page.Has(pointer) ? page.Text(pointer) : null;

    /// <summary>A tenant with 25 users.</summary>
    public sealed class People(SharedServer server) : TenantFixture(server)
    {
        /// <summary>Their ids.</summary>
        public List<string> Ids { get; } = [];

        /// <inheritdoc/>
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            for (int i = 0; i < Number; i++)
            {
                Ids.Add(await Tenant.Scim.CreateUser($"cursor.{i:00}", i % 3 == 0
                    ? new { active = i % 2 == 0, title = $"T{i % 5}", emails = new[] { new { value = $"m{i % 4}@x.example" } } }
                    : (object)new { active = true, title = i % 4 == 1 ? $"t{i % 5}" : null }));
            }
        }
    }
}
