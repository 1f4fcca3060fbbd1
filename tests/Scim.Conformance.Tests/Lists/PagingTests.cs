namespace Scim.Conformance.Tests.Lists;

/// <summary>Paging by index (RFC 7644 section 3.4.2.4).</summary>
[Trait("rfc", "7644-3.4.2.4")]
public sealed class PagingTests(PagingTests.People people) : IClassFixture<PagingTests.People>
{
    private const int Number = 25;

    private ScimClient Scim => people.Tenant.Scim;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(25)]
    [InlineData(100)]
    public async Task Walk_PageByPage_MeetsEveryUserOnce(int count)
    {
        List<string> seen = [];
        for (int start = 1; start <= Number; start += count)
        {
            ScimResponse page = (await Scim.Get($"/Users?startIndex={start}&count={count}")).Expect(200);
            Assert.Equal(Number, page.TotalResults);
            Assert.Equal(start, page.Int("/startIndex"));
            Assert.Equal(Math.Min(count, Number - start + 1), page.Resources.Count);
            Assert.Equal(page.Resources.Count, page.Int("/itemsPerPage"));
            Assert.Equal([Urn.ListResponse], page.At("/schemas").EnumerateArray().Select(urn => urn.GetString()));
            seen.AddRange(page.Each("/Resources", "/id"));
        }
        Assert.Equal(people.Ids.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.Equal(seen, (await Scim.Get($"/Users?count={Number}")).Expect(200).Each("/Resources", "/id"));
    }

    [Fact]
    public async Task Get_WithoutParameters_ReturnsTheFirstPage()
    {
        ScimResponse page = (await Scim.Get("/Users")).Expect(200);
        Assert.Equal(Number, page.TotalResults);
        Assert.Equal(1, page.Int("/startIndex"));
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
    public async Task Get_AtTheEdges_ReadsThemAsTheRfcDoes(string query, int startIndex, int resources)
    {
        ScimResponse page = (await Scim.Get($"/Users?{query}")).Expect(200);
        Assert.Equal(Number, page.TotalResults);
        Assert.Equal(startIndex, page.Int("/startIndex"));
        Assert.Equal(resources, page.Int("/itemsPerPage"));
        Assert.Equal(resources, page.Resources.Count);
    }

    [Fact]
    public async Task Search_ByPost_PagesLikeGet()
    {
        ScimResponse page = (await Scim.Post("/Users/.search",
            Bodies.Search(new { startIndex = 6, count = 5, sortBy = "userName", attributes = new[] { "userName" } }))).Expect(200);
        Assert.Equal(Number, page.TotalResults);
        Assert.Equal(6, page.Int("/startIndex"));
        Assert.Equal(["page.05", "page.06", "page.07", "page.08", "page.09"], page.Each("/Resources", "/userName"));
        Assert.False(page.Has("/Resources/0/meta/created") && page.Has("/Resources/0/displayName"));
    }

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
                Ids.Add(await Tenant.Scim.CreateUser($"page.{i:00}", new { displayName = $"Page {i:00}" }));
        }
    }
}
