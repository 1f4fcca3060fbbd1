using Scim.Gateway.Hosting;

namespace Scim.Gateway.Tests;

/// <summary>Tests that the gateway references neither grain classes nor storage.</summary>
public sealed class AssemblyReferenceTests
{
    [Fact]
    public void Gateway_References_NoGrainClassAndNoStorage()
    {
        string[] names =
        [
            .. typeof(GatewayServices).Assembly.GetReferencedAssemblies().Select(a => a.Name!),
        ];
        Assert.Contains("Scim.GrainInterfaces", names);
        Assert.DoesNotContain(
            names,
            name => name is "Scim.Grains" or "Scim.Storage" or "Npgsql" or "Microsoft.Data.Sqlite"
        );
    }
}
