using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Races;

/// <summary>Two changes that are each valid but would form a cycle together: at most one of them succeeds.</summary>
public sealed class NestingRaceTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Theory]
    [InlineData(2, 20)]
    [InlineData(3, 15)]
    [InlineData(5, 10)]
    public async Task Patch_NestingGroupsConcurrently_NeverCreatesCycle(int length, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            string[] ring = await Task.WhenAll(
                Enumerable.Range(0, length).Select(i => Scim.CreateGroupAsync($"Ring {length} {round} {i}"))
            );
            ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
                length,
                i =>
                    Scim.PatchAsync(
                        $"/Groups/{ring[i]}",
                        RequestBodies.CreatePatch(
                            RequestBodies.AddOperation("members", RequestBodies.CreateMembers(ring[(i + 1) % length]))
                        )
                    )
            );

            ScimResponse[] refused = [.. responses.Where(response => response.Status is not (200 or 204))];
            Assert.NotEmpty(refused);
            Assert.All(refused, response => response.AssertError(400));
            int nested = 0;
            for (int i = 0; i < length; i++)
            {
                string[] members = await Scim.ReadMemberIdsAsync(ring[i]);
                Assert.Equal(responses[i].Status is 200 or 204 ? [ring[(i + 1) % length]] : [], members);
                nested += members.Length;
            }
            Assert.True(nested < length, "A cycle was created.");

            // Where no cycle exists, nesting in the other direction must still be possible.
            string user = await Scim.CreateUserAsync($"rider.{length}.{round}");
            (
                await Scim.PatchAsync(
                    $"/Groups/{ring[0]}",
                    RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(user)))
                )
            ).AssertStatus(200, 204);
            Assert.Contains(await Scim.ReadGroupsAsync(user), group => group.Id == ring[0]);
        }
    }
}
