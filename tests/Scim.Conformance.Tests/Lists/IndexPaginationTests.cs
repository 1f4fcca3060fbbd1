using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Lists;

/// <summary>Index-based pagination (RFC 7644 section 3.4.2.4).</summary>
[Trait("rfc", "7644-3.4.2.4")]
public sealed class IndexPaginationTests(IndexPaginationTests.IndexedUsersFixture fixture)
    : IClassFixture<IndexPaginationTests.IndexedUsersFixture>
{
    private const int UserCount = 25;

    private ScimClient Scim => fixture.Tenant.Scim;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(25)]
    [InlineData(100)]
    public async Task Pagination_PageByPage_ReturnsEveryUserOnce(int count)
    {
        List<string> seen = [];
        for (int start = 1; start <= UserCount; start += count)
        {
            ScimResponse page = (await Scim.GetAsync($"/Users?startIndex={start}&count={count}")).AssertStatus(200);
            Assert.Equal(UserCount, page.TotalResults);
            Assert.Equal(start, page.GetInt32("/startIndex"));
            Assert.Equal(Math.Min(count, UserCount - start + 1), page.Resources.Count);
            Assert.Equal(page.Resources.Count, page.GetInt32("/itemsPerPage"));
            Assert.Equal(
                [ScimUrns.ListResponse],
                page.GetElement("/schemas").EnumerateArray().Select(urn => urn.GetString())
            );
            seen.AddRange(page.GetTexts("/Resources", "/id"));
        }
        Assert.Equal(fixture.Ids.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.Equal(
            seen,
            (await Scim.GetAsync($"/Users?count={UserCount}")).AssertStatus(200).GetTexts("/Resources", "/id")
        );
    }

    [Fact]
    public async Task Get_WithoutParameters_ReturnsTheFirstPage()
    {
        ScimResponse page = (await Scim.GetAsync("/Users")).AssertStatus(200);
        Assert.Equal(UserCount, page.TotalResults);
        Assert.Equal(1, page.GetInt32("/startIndex"));
        Assert.NotEmpty(page.Resources);
    }

    [Theory]
    [InlineData("count=0", 1, 0)]
    [InlineData("count=-3", 1, 0)]
    [InlineData("startIndex=0&count=2", 1, 2)]
    [InlineData("startIndex=-5&count=2", 1, 2)]
    [InlineData("startIndex=24&count=10", 24, 2)]
    [InlineData("startIndex=26&count=10", 26, 0)]
    [InlineData("startIndex=2000000000&count=10", 2000000000, 0)]
    [InlineData("count=2000000000", 1, 25)]
    public async Task Get_WithBoundaryParameters_FollowsTheRfc(string query, int startIndex, int resources)
    {
        ScimResponse page = (await Scim.GetAsync($"/Users?{query}")).AssertStatus(200);
        Assert.Equal(UserCount, page.TotalResults);
        Assert.Equal(startIndex, page.GetInt32("/startIndex"));
        Assert.Equal(resources, page.GetInt32("/itemsPerPage"));
        Assert.Equal(resources, page.Resources.Count);
    }

    [Fact]
    public async Task Search_ByPost_PagesLikeGet()
    {
        ScimResponse page = (
            await Scim.PostAsync(
                "/Users/.search",
                RequestBodies.CreateSearch(
                    new
                    {
                        startIndex = 6,
                        count = 5,
                        sortBy = "userName",
                        attributes = new[] { "userName" },
                    }
                )
            )
        ).AssertStatus(200);
        Assert.Equal(UserCount, page.TotalResults);
        Assert.Equal(6, page.GetInt32("/startIndex"));
        Assert.Equal(["page.05", "page.06", "page.07", "page.08", "page.09"], page.GetTexts("/Resources", "/userName"));
        Assert.False(page.HasElement("/Resources/0/meta/created") && page.HasElement("/Resources/0/displayName"));
    }

    /// <summary>A tenant with 25 users.</summary>
    public sealed class IndexedUsersFixture(SharedServer server) : TenantFixture(server)
    {
        /// <summary>The users' ids.</summary>
        public List<string> Ids { get; } = [];

        /// <inheritdoc/>
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            for (int i = 0; i < UserCount; i++)
                Ids.Add(await Tenant.Scim.CreateUserAsync($"page.{i:00}", new { displayName = $"Page {i:00}" }));
        }
    }
}
