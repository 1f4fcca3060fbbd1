using System.Text.Json.Nodes;
using CsCheck;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Filters;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests that the database selects exactly the resources that <see cref="FilterEvaluator"/> selects.</summary>
public abstract class FilterDifferentialTests(StorageFixture fixture)
{
    private const int IterationCount = 30;

    public static TheoryData<string> TypeNames => ["User", "Group", "Device"];

    [Theory, MemberData(nameof(TypeNames)), Trait("rfc", "7644-3.4.2.2")]
    public async Task List_OfGeneratedResources_SelectsWhatTheEvaluatorSelects(string name)
    {
        ResourceType type = name switch
        {
            "User" => BuiltInResourceTypes.User,
            "Group" => BuiltInResourceTypes.Group,
            _ => SampleResourceTypes.Device,
        };
        var gen = Gen.Select(
            ResourceGenerator.CreateResources(type).Array[1, 25],
            FilterGenerator.CreateFilters(type).Array[20, 40]
        );

        await gen.SampleAsync(
            async sample =>
            {
                var tenant = new StorageTenant(fixture);
                GeneratedResource[] resources = [.. sample.Item1.DistinctBy(r => r.Id)];
                foreach (GeneratedResource resource in resources)
                    await CreateResourceAsync(tenant, resource);
                await AssertSameResultsAsync(
                    tenant,
                    type,
                    sample.Item2,
                    resources.ToDictionary(r => r.Id, r => r.ToRepresentation())
                );
            },
            iter: IterationCount,
            threads: 1
        );
    }

    [Fact]
    public async Task List_OverGroupsAndMembers_SelectsWhatTheEvaluatorSelects()
    {
        ResourceType user = BuiltInResourceTypes.User,
            group = BuiltInResourceTypes.Group;
        Gen<Filter[]> users = FilterGenerator
            .CreateFilters(user, p => p.Attribute.Name is "groups" or "active" && p.Leaf.Name != "$ref")
            .Array[25];
        Gen<Filter[]> groups = FilterGenerator
            .CreateFilters(group, p => p.Attribute.Name is "members" or "displayName" && p.Leaf.Name != "$ref")
            .Array[25];
        var gen = Gen.Select(
            ResourceGenerator.CreateResources(user).Array[2, 8],
            ResourceGenerator.CreateResources(group).Array[2, 6],
            users,
            groups,
            Gen.UInt
        );

        await gen.SampleAsync(
            async sample =>
            {
                (GeneratedResource[] some, GeneratedResource[] more, Filter[] ofUsers, Filter[] ofGroups, uint seed) =
                    sample;
                GeneratedResource[] all = [.. some.Concat(more).DistinctBy(r => r.Id)];
                var tenant = new StorageTenant(fixture);
                foreach (GeneratedResource resource in all)
                    await CreateResourceAsync(tenant, resource);
                Dictionary<string, JsonObject> shown = await CreateMembershipsAsync(tenant, all, seed);
                string[] ids = [.. shown.Keys];
                await AssertSameResultsAsync(
                    tenant,
                    user,
                    [.. ofUsers.Select(f => WithIds(f, ids))],
                    SelectByType(user)
                );
                await AssertSameResultsAsync(
                    tenant,
                    group,
                    [.. ofGroups.Select(f => WithIds(f, ids))],
                    SelectByType(group)
                );

                Dictionary<string, JsonObject> SelectByType(ResourceType type) =>
                    all.Where(r => r.Type == type).ToDictionary(r => r.Id, r => shown[r.Id]);
            },
            iter: IterationCount,
            threads: 1
        );
    }

    private async Task AssertSameResultsAsync(
        StorageTenant tenant,
        ResourceType type,
        Filter[] filters,
        Dictionary<string, JsonObject> resources
    )
    {
        foreach (Filter filter in filters)
        {
            string[] expected =
            [
                .. resources
                    .Where(r => FilterEvaluator.IsMatch(filter, r.Value))
                    .Select(r => r.Key)
                    .Order(StringComparer.Ordinal),
            ];
            DirectoryPage page = await fixture.Directory.ListResourcesAsync(
                new DirectoryQuery
                {
                    Tenant = tenant.Id,
                    Targets = [(type, filter)],
                    Take = 1000,
                },
                CancellationToken.None
            );
            string[] actual = [.. page.Rows.Select(r => r.Id)];
            if (page.Total == expected.Length && actual.SequenceEqual(expected))
                continue;
            string[] differ =
            [
                .. expected.Except(actual).Concat(actual.Except(expected)).Select(id => resources[id].ToJsonString()),
            ];
            Assert.Fail(
                $"{FilterPrinter.Print(filter)}: expected {expected.Length}, found {actual.Length}, "
                    + $"total {page.Total}. Differences: {string.Join("\n", differ)}"
            );
        }
    }

    private static async Task CreateResourceAsync(StorageTenant tenant, GeneratedResource resource)
    {
        await tenant.CreateResourceAsync(
            resource.Type,
            resource.Canonical,
            id: resource.Id,
            unique: false,
            at: (resource.Created, resource.LastModified, resource.Version)
        );
    }

    // Adds resources to groups later in the list, which avoids cycles, and returns the representations for clients.
    private static async Task<Dictionary<string, JsonObject>> CreateMembershipsAsync(
        StorageTenant tenant,
        GeneratedResource[] all,
        uint seed
    )
    {
        var random = new Random((int)(seed % int.MaxValue));
        Dictionary<string, JsonObject> shown = all.ToDictionary(r => r.Id, r => r.ToRepresentation());
        GeneratedResource[] groups = [.. all.Where(r => r.Type.Name == "Group")];
        var above = new Dictionary<string, Dictionary<string, bool>>();
        foreach (GeneratedResource resource in all)
            above[resource.Id] = [];
        for (int i = 0; i < groups.Length; i++)
        {
            GeneratedResource[] members =
            [
                .. all.Where(r => r.Type.Name == "User").Concat(groups[(i + 1)..]).Where(_ => random.Next(3) == 0),
            ];
            if (members.Length == 0)
                continue;
            await tenant.ChangeMembersAsync(groups[i].Id, tenant.CreateAddition([.. members.Select(m => m.Id)]));
            shown[groups[i].Id]["members"] = new JsonArray([
                .. members.Select(m =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["value"] = m.Id,
                            ["type"] = m.Type.Name,
                            ["display"] = GetDisplayName(m),
                        }
                ),
            ]);
            foreach (GeneratedResource member in members)
            {
                above[member.Id][groups[i].Id] = true;
                foreach (string higher in above[groups[i].Id].Keys)
                    above[member.Id].TryAdd(higher, false);
            }
        }

        foreach (GeneratedResource user in all.Where(r => r.Type.Name == "User" && above[r.Id].Count > 0))
        {
            shown[user.Id]["groups"] = new JsonArray([
                .. above[user.Id]
                    .Select(g =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["value"] = g.Key,
                                ["display"] = GetDisplayName(all.First(r => r.Id == g.Key)),
                                ["type"] = g.Value ? "direct" : "indirect",
                            }
                    ),
            ]);
        }

        return shown;
    }

    private static string GetDisplayName(GeneratedResource resource) =>
        (resource.Canonical["displayName"] ?? resource.Canonical["userName"])!.GetValue<string>();

    // Replaces the constants of id comparisons with existing ids, which the generator does not have.
    private static Filter WithIds(Filter filter, string[] ids) =>
        filter switch
        {
            Filter.And(var left, var right) => new Filter.And(WithIds(left, ids), WithIds(right, ids)),
            Filter.Or(var left, var right) => new Filter.Or(WithIds(left, ids), WithIds(right, ids)),
            Filter.Not(var inner) => new Filter.Not(WithIds(inner, ids)),
            Filter.ValuePath(var path, var inner) => new Filter.ValuePath(path, WithIds(inner, ids)),
            Filter.Compare(
                { Leaf.Name: "value", Attribute.Name: "groups" or "members" } path,
                var op,
                FilterValue.Text
                (var text)
            ) => new Filter.Compare(path, op, new FilterValue.Text(PickId(text, ids))),
            _ => filter,
        };

    private static string PickId(string text, string[] ids)
    {
        string id = ids[text.Sum(c => c) % ids.Length];
        return (text.Length % 3) switch
        {
            0 => id.ToUpperInvariant(),
            1 => id,
            _ => id[^5..],
        };
    }
}
