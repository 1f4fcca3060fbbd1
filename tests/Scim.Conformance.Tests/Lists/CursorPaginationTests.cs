using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Lists;

/// <summary>Cursor-based pagination (RFC 9865).</summary>
[Trait("rfc", "9865-2")]
public sealed class CursorPaginationTests(CursorPaginationTests.CursorUsersFixture fixture)
    : IClassFixture<CursorPaginationTests.CursorUsersFixture>
{
    private const int UserCount = 25;

    private ScimClient Scim => fixture.Tenant.Scim;

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
    public async Task Cursor_ForwardAndBack_MatchesListByIndex(string query, int count)
    {
        ScimResponse whole = (await Scim.GetAsync($"/Users?startIndex=1&count=1000{query}")).AssertStatus(200);
        List<string> forward = [],
            backward = [];
        List<string> pages = [];
        string? back = null;
        for (string? cursor = ""; cursor is not null; )
        {
            ScimResponse page = (await Scim.GetAsync($"/Users?cursor={cursor}&count={count}{query}")).AssertStatus(200);
            Assert.Equal(whole.TotalResults, page.TotalResults);
            Assert.Equal(page.Resources.Count, page.GetInt32("/itemsPerPage"));
            Assert.False(page.HasElement("/startIndex"));
            Assert.Equal(cursor.Length == 0, !page.HasElement("/previousCursor"));
            forward.AddRange(page.GetTexts("/Resources", "/id"));
            pages.Add(string.Join(',', page.GetTexts("/Resources", "/id")));
            back = GetCursor(page, "/previousCursor");
            cursor = GetCursor(page, "/nextCursor");
            Assert.InRange(pages.Count, 1, UserCount);
        }

        Assert.Equal(whole.GetTexts("/Resources", "/id"), forward);
        for (int i = pages.Count - 2; i >= 0; i--)
        {
            ScimResponse page = (await Scim.GetAsync($"/Users?cursor={back}&count={count}{query}")).AssertStatus(200);
            Assert.Equal(pages[i], string.Join(',', page.GetTexts("/Resources", "/id")));
            Assert.Equal(i == 0, !page.HasElement("/previousCursor"));
            Assert.True(page.HasElement("/nextCursor"));
            back = GetCursor(page, "/previousCursor");
        }
    }

    [Fact]
    public async Task Get_WithoutCursor_PagesByIndex()
    {
        ScimResponse page = (await Scim.GetAsync("/Users?count=5")).AssertStatus(200);
        Assert.False(page.HasElement("/nextCursor"));
        Assert.Equal(1, page.GetInt32("/startIndex"));
    }

    [Theory]
    [InlineData("cursor")]
    [InlineData("cursor=")]
    [InlineData("CURSOR=&startIndex=3")]
    public async Task Get_WithEmptyCursor_IsFirstPage(string cursor)
    {
        ScimResponse page = (await Scim.GetAsync($"/Users?{cursor}&count=5")).AssertStatus(200);
        Assert.Equal(fixture.Ids[..5], page.GetTexts("/Resources", "/id"));
        string next = page.GetText("/nextCursor");
        Assert.Matches("^[A-Za-z0-9_-]{20,120}$", next);
    }

    [Fact]
    public async Task Get_WithCountZero_ReturnsTotalOnly()
    {
        ScimResponse page = (await Scim.GetAsync("/Users?cursor=&count=0")).AssertStatus(200);
        Assert.Equal((UserCount, 0), (page.TotalResults, page.Resources.Count));
        Assert.False(page.HasElement("/nextCursor"));
        Assert.Empty((await Scim.GetAsync("/Users?cursor=&count=-2")).AssertStatus(200).Resources);
    }

    [Theory]
    [InlineData("/Users/.search")]
    [InlineData("/.search")]
    public async Task Search_ByPost_SupportsCursors(string endpoint)
    {
        List<string> seen = [];
        string filter = $"userName sw \"cursor.0\"";
        for (string? cursor = ""; cursor is not null; )
        {
            ScimResponse page = (
                await Scim.PostAsync(
                    endpoint,
                    RequestBodies.CreateSearch(
                        new
                        {
                            filter,
                            cursor,
                            count = 3,
                            sortBy = "userName",
                            sortOrder = "descending",
                        }
                    )
                )
            ).AssertStatus(200);
            Assert.Equal(10, page.TotalResults);
            seen.AddRange(page.GetTexts("/Resources", "/userName"));
            cursor = GetCursor(page, "/nextCursor");
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
    public async Task Get_WithCursorOfAnotherQuery_IsInvalid(string query)
    {
        string next = (await Scim.GetAsync("/Users?cursor&count=5")).GetText("/nextCursor");
        (await Scim.GetAsync($"/Users?cursor={next}&{query}")).AssertError(400, "invalidCursor");
        (await Scim.GetAsync($"/Groups?cursor={next}&count=5")).AssertError(400, "invalidCursor");
        (await Scim.PostAsync("/.search", RequestBodies.CreateSearch(new { cursor = next, count = 5 }))).AssertError(
            400,
            "invalidCursor"
        );
        (await Scim.GetAsync($"/Users?cursor={next}&count=5&unknown=1")).AssertStatus(200);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("%00")]
    [InlineData("1")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [Trait("rfc", "9865-2.1")]
    public async Task Get_WithForgedCursor_IsInvalid(string cursor) =>
        (await Scim.GetAsync($"/Users?cursor={cursor}")).AssertError(400, "invalidCursor");

    [Fact]
    [Trait("rfc", "9865-6")]
    public async Task Get_WithAnotherTenantsCursor_IsInvalid()
    {
        TestTenant other = await fixture.Server.Operator.CreateTenantAsync();
        for (int i = 0; i < 3; i++)
            await other.Scim.CreateUserAsync($"o{i}");
        string next = (await other.Scim.GetAsync("/Users?cursor&count=2")).GetText("/nextCursor");
        (await other.Scim.GetAsync($"/Users?cursor={next}&count=2")).AssertStatus(200);
        (await Scim.GetAsync($"/Users?cursor={next}&count=2")).AssertError(400, "invalidCursor");

        // A cursor is not valid in a tenant that is created again with the same id.
        (await fixture.Server.Operator.SendRequestAsync("DELETE", $"/tenants/{other.Id}")).AssertStatus(204);
        TestTenant again = await fixture.Server.Operator.CreateTenantAsync(other.Id);
        for (int i = 0; i < 3; i++)
            await again.Scim.CreateUserAsync($"o{i}");
        (await again.Scim.GetAsync($"/Users?cursor={next}&count=2")).AssertError(400, "invalidCursor");
    }

    [Theory]
    [InlineData("6")]
    [InlineData("abc")]
    [Trait("rfc", "9865-2.1")]
    public async Task Get_WithAnotherCount_IsInvalidCount(string count)
    {
        string next = (await Scim.GetAsync("/Users?cursor&count=5")).GetText("/nextCursor");
        (await Scim.GetAsync($"/Users?cursor={next}&count={count}")).AssertError(400, "invalidCount");
        Assert.Equal(5, (await Scim.GetAsync($"/Users?cursor={next}")).AssertStatus(200).Resources.Count);
    }

    [Fact]
    public async Task Search_WithNonNumericCount_IsInvalidCount() =>
        (
            await Scim.PostAsync("/Users/.search", RequestBodies.CreateSearch(new { cursor = "", count = "many" }))
        ).AssertError(400, "invalidCount");

    [Fact]
    [Trait("rfc", "9865-4")]
    public async Task ServiceProviderConfig_AnnouncesCursorAndIndexPagination()
    {
        ScimResponse config = (await Scim.GetAsync("/ServiceProviderConfig")).AssertStatus(200);
        Assert.True(config.GetElement("/pagination/cursor").GetBoolean());
        Assert.True(config.GetElement("/pagination/index").GetBoolean());
        Assert.Equal("index", config.GetText("/pagination/defaultPaginationMethod"));
        Assert.Equal(
            (100, 1000, 600),
            (
                config.GetInt32("/pagination/defaultPageSize"),
                config.GetInt32("/pagination/maxPageSize"),
                config.GetInt32("/pagination/cursorTimeout")
            )
        );
    }

    private static string? GetCursor(ScimResponse page, string pointer) =>
        page.HasElement(pointer) ? page.GetText(pointer) : null;

    /// <summary>A tenant with 25 users.</summary>
    public sealed class CursorUsersFixture(SharedServer server) : TenantFixture(server)
    {
        /// <summary>The users' ids.</summary>
        public List<string> Ids { get; } = [];

        /// <inheritdoc/>
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            for (int i = 0; i < UserCount; i++)
            {
                Ids.Add(
                    await Tenant.Scim.CreateUserAsync(
                        $"cursor.{i:00}",
                        i % 3 == 0
                            ? new
                            {
                                active = i % 2 == 0,
                                title = $"T{i % 5}",
                                emails = new[] { new { value = $"m{i % 4}@x.example" } },
                            }
                            : (object)new { active = true, title = i % 4 == 1 ? $"t{i % 5}" : null }
                    )
                );
            }
        }
    }
}
