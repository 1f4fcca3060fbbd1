namespace Scim.Benchmarks.Configuration;

/// <summary>
/// Paths of the built programs and of this project's sources, derived from the location of this assembly.
/// </summary>
internal static class BuildPaths
{
    private static readonly string Marker = $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}";

    /// <summary>This project's folder.</summary>
    public static string ProjectFolder { get; } =
        SourceFolder[..SourceFolder.LastIndexOf(Marker, StringComparison.Ordinal)];

    /// <summary>
    /// The silo program, built in the same configuration. The environment variable <c>SCIM_BENCH_SILO</c> overrides it,
    /// to compare two builds.
    /// </summary>
    public static string SiloAssembly { get; } =
        Environment.GetEnvironmentVariable("SCIM_BENCH_SILO") is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.GetFullPath(
                Path.Combine(
                    ProjectFolder,
                    "..",
                    "..",
                    "silo",
                    "Scim.Silo",
                    "bin",
                    SourceFolder[(ProjectFolder.Length + Marker.Length)..],
                    "Scim.Silo.dll"
                )
            );

    /// <summary>The assembly of this program.</summary>
    public static string BenchmarkAssembly { get; } = Path.Combine(SourceFolder, "Scim.Benchmarks.dll");

    /// <summary>Returns the path of a file relative to the folder of this program.</summary>
    public static string CombineWithRoot(params string[] path) => Path.Combine([SourceFolder, .. path]);

    private static string SourceFolder => AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
}
