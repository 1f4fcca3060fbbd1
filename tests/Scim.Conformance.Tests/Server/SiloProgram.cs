namespace Scim.Conformance.Tests.Server;

/// <summary>
/// Where the built programs are. Nothing of the product is referenced: a program is found from where this test assembly lies, in the same
/// configuration, both in the usual layout (<c>bin/Release/net10.0</c> under each project) and in the artifacts layout
/// (<c>bin/Project/release</c> under one folder). <c>SCIM_TEST_SILO</c> names another <c>Scim.Silo.dll</c>.
/// </summary>
public static class SiloProgram
{
    /// <summary>The full path of <c>Scim.Silo.dll</c>.</summary>
    public static string Assembly { get; } =
        Environment.GetEnvironmentVariable("SCIM_TEST_SILO") is { Length: > 0 } given ? Path.GetFullPath(given) : Find("silo/Scim.Silo");

    /// <summary>The full path of a program's assembly.</summary>
    /// <param name="project">The project's folder below the top.</param>
    /// <exception cref="FileNotFoundException">It is not built.</exception>
    public static string Find(string project)
    {
        string[] candidates = [.. Candidates(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar), project)];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{project} is not built. Looked for {string.Join(" and ", candidates)}.");
    }

    private static IEnumerable<string> Candidates(string here, string project)
    {
        string marker = $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}";
        int bin = here.LastIndexOf(marker, StringComparison.Ordinal);
        if (bin < 0)
            yield break;
        (string before, string after, string name) = (here[..bin], here[(bin + marker.Length)..], Path.GetFileName(project));
        yield return Path.GetFullPath(Path.Combine(before, "..", "..", project, "bin", after, $"{name}.dll"));
        int own = after.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (own > 0)
            yield return Path.Combine(before, "bin", name + after[own..], $"{name}.dll");
    }
}
