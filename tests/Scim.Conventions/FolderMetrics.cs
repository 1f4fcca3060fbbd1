namespace Scim.Conventions;

/// <summary>How files are spread over the folders of the projects.</summary>
internal static class FolderMetrics
{
    private const int Most = 25;

    public static IEnumerable<Metric> Measure(SourceTree tree)
    {
        (string Folder, int Count)[] folders =
        [
            .. tree
                .Files.Where(f =>
                    !IsProjectFile(f) && tree.Projects.Any(p => f.StartsWith(p + "/", StringComparison.Ordinal))
                )
                .GroupBy(f => Path.GetDirectoryName(f)!)
                .Select(g => (g.Key, g.Count())),
        ];
        (string Folder, int Count) largest = folders.MaxBy(f => f.Count);
        yield return new Metric(
            "files-in-largest-folder",
            "files in the folder that has most",
            largest.Count,
            [new Place(largest.Folder, 0, $"{largest.Count} files")]
        );
        yield return Metric.CreateCount(
            "folders-over-25",
            $"folders of more than {Most} files",
            [.. folders.Where(f => f.Count > Most).Select(f => new Place(f.Folder, 0, $"{f.Count} files"))]
        );
        yield return Metric.CreateCount(
            "folders-of-one-file",
            "folders below a project that hold one file and no folder",
            [
                .. folders
                    .Where(f => f.Count == 1 && !tree.Projects.Contains(f.Folder) && !HasFolder(f.Folder))
                    .Select(f => new Place(f.Folder, 0, "1 file")),
            ]
        );

        bool HasFolder(string folder) => folders.Any(f => f.Folder.StartsWith(folder + "/", StringComparison.Ordinal));
    }

    private static bool IsProjectFile(string file) =>
        file.EndsWith(".csproj", StringComparison.Ordinal)
        || Path.GetFileName(file) is "packages.lock.json" or "OrleansContracts.txt";
}
