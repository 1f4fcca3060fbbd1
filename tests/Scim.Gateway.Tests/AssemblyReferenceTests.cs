using System.Xml.Linq;
using Scim.Gateway.Hosting;

namespace Scim.Gateway.Tests;

/// <summary>Tests that the gateway references neither grain classes nor storage.</summary>
public sealed class AssemblyReferenceTests
{
    [Fact]
    public void GatewayHost_References_NoGrainClassAndNoStorage()
    {
        // The project file also names the projects that the code does not use yet, which the compiler would leave out.
        string[] projects =
        [
            .. XDocument
                .Load(Path.Combine(FindRepositoryRoot(), "gateway/Scim.Gateway.Host/Scim.Gateway.Host.csproj"))
                .Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(["Scim.Clustering", "Scim.Gateway"], projects);
    }

    [Fact]
    public void Gateway_References_NoGrainClassAndNoStorage()
    {
        string[] names = [.. typeof(GatewayServices).Assembly.GetReferencedAssemblies().Select(a => a.Name!)];
        Assert.Contains("Scim.GrainInterfaces", names);
        Assert.DoesNotContain(
            names,
            name => name is "Scim.Grains" or "Scim.Storage" or "Npgsql" or "Microsoft.Data.Sqlite"
        );
    }

    private static string FindRepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orleans.Scim.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Orleans.Scim.sln was not found.");
    }
}
