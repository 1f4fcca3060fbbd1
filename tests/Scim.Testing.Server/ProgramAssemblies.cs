namespace Scim.Testing.Server;

/// <summary>Locates the built programs.</summary>
/// <remarks>
/// The tests have no reference to the product. A program is located relative to the folder of the test assembly, in the
/// same configuration, both in the default layout (<c>bin/Release/net10.0</c> under each project) and in the artifacts
/// layout (<c>bin/Project/release</c> under one folder). <c>SCIM_TEST_SILO</c> overrides the path of
/// <c>Scim.Silo.dll</c>.
/// </remarks>
public static class ProgramAssemblies
{
    /// <summary>The full path of <c>Scim.Silo.dll</c>.</summary>
    public static string SiloAssembly { get; } = FindAssembly("silo", "Scim.Silo", "SCIM_TEST_SILO");

    /// <summary>The full path of <c>Scim.Gateway.Host.dll</c>; <c>SCIM_TEST_GATEWAY</c> overrides it.</summary>
    public static string GatewayAssembly { get; } = FindAssembly("gateway", "Scim.Gateway.Host", "SCIM_TEST_GATEWAY");

    private static string FindAssembly(string folder, string name, string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
            return Path.GetFullPath(given);
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string[] candidates = [.. ListCandidates(here, folder, name)];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"{name} is not built. Looked for {string.Join(" and ", candidates)}. "
                    + $"Build the solution, or set {variable} to the path of the assembly."
            );
    }

    private static IEnumerable<string> ListCandidates(string here, string folder, string name)
    {
        string marker = $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}";
        int bin = here.LastIndexOf(marker, StringComparison.Ordinal);
        if (bin < 0)
            yield break;
        string before = here[..bin];
        string after = here[(bin + marker.Length)..];
        yield return Path.GetFullPath(Path.Combine(before, "..", "..", folder, name, "bin", after, $"{name}.dll"));
        int own = after.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (own > 0)
            yield return Path.Combine(before, "bin", name + after[own..], $"{name}.dll");
    }
}
