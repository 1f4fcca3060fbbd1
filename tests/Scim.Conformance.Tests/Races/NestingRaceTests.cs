namespace Scim.Conformance.Tests.Races;

/// <summary>Two changes that are right each by itself but would close a circle together: at most one of them happens.</summary>
public sealed class NestingRaceTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Theory]
    [InlineData(2, 20)]
    [InlineData(3, 15)]
    [InlineData(5, 10)]
    public async Task Patch_OfGroupsIntoEachOtherAtOnce_NeverClosesACircle(int length, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            string[] ring = await Task.WhenAll(Enumerable.Range(0, length).Select(i => Scim.CreateGroup($"Ring {length} {round} {i}")));
            ScimResponse[] responses = await Gate.Together(length,
                i => Scim.Patch($"/Groups/{ring[i]}", Bodies.Patch(Bodies.Add("members", Bodies.Members(ring[(i + 1) % length])))));

            ScimResponse[] refused = [.. responses.Where(response => response.Status is not (200 or 204))];
            Assert.NotEmpty(refused);
            Assert.All(refused, response => response.ExpectError(400));
            int nested = 0;
            for (int i = 0; i < length; i++)
            {
                string[] members = await Scim.MembersOf(ring[i]);
                Assert.Equal(responses[i].Status is 200 or 204 ? [ring[(i + 1) % length]] : [], members);
                nested += members.Length;
            }
            Assert.True(nested < length, "A circle was closed.");

            // Where the circle is open, it must still be possible to nest the other way round.
            string user = await Scim.CreateUser($"rider.{length}.{round}");
            (await Scim.Patch($"/Groups/{ring[0]}", Bodies.Patch(Bodies.Add("members", Bodies.Members(user))))).Expect(200, 204);
            Assert.Contains(await Scim.GroupsOf(user), group => group.Id == ring[0]);
        }
    }
}
