using System.Reflection;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Tenants;
using Scim.Grains.Users;

namespace Scim.Grains.Tests.Architecture;

/// <summary>
/// Tests that no grain waits for a grain that may be waiting for it. Such a cycle blocks both until their calls time
/// out, and every request that needs one of them.
/// </summary>
public sealed class GrainCallTests
{
    // The owner of a name that a POST is merged into does not merge, so it does not call back.
    private static readonly string[] CallsWithoutReturn = [nameof(IResourceGrain.Merge)];

    private static readonly GrainCallGraph Graph = new();

    [Fact]
    public void Grains_WaitForEachOther_InNoCycle()
    {
        Dictionary<Type, Type[]> waits = Graph.GrainClasses.ToDictionary(c => c, FindAwaitedClasses);
        while (waits.Where(w => !w.Value.Any(waits.ContainsKey)).Select(w => w.Key).ToArray() is { Length: > 0 } free)
        {
            foreach (Type grain in free)
                waits.Remove(grain);
        }

        Assert.True(
            waits.Count == 0,
            string.Join(
                '\n',
                waits.Select(w => $"{w.Key.Name} waits for {string.Join(", ", w.Value.Select(t => t.Name))}")
            )
        );
    }

    [Fact]
    public void Graph_ContainsCalls_ThroughServicesAndStateMachines()
    {
        Assert.Contains(typeof(RetentionGrain), FindAwaitedClasses(typeof(TenantGrain)));
        Assert.Contains(typeof(UserGrain), FindAwaitedClasses(typeof(RetentionGrain)));
        MethodInfo snapshot = Assert.Single(
            Graph.FindCalls(typeof(UserGrain)),
            m => m.Name == nameof(ITenantGrain.GetSnapshot)
        );
        Assert.False(GrainCallGraph.CanWait(snapshot));
        Assert.Contains(Graph.FindCalls(typeof(RetentionGrain)), m => m.Name == nameof(IUserGrain.RescheduleDeletion));
    }

    private static Type[] FindAwaitedClasses(Type grainClass) =>
        [
            .. Graph
                .FindCalls(grainClass)
                .Where(m => GrainCallGraph.CanWait(m) && !CallsWithoutReturn.Contains(m.Name))
                .SelectMany(Graph.FindTargets)
                .Distinct(),
        ];
}
