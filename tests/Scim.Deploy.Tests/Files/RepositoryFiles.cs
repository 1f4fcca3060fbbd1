namespace Scim.Deploy.Tests.Files;

/// <summary>The files that these tests are about.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file's text, by its path from the root.</summary>
    public static string ReadText(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Files below a folder, by their paths from the root.</summary>
    public static IReadOnlyList<string> ListFiles(string folder, string pattern = "*") =>
        Directory.Exists(Path.Combine(Root, folder))
            ?
            [
                .. Directory
                    .EnumerateFiles(
                        Path.Combine(Root, folder),
                        pattern,
                        SearchOption.AllDirectories
                    )
                    .Select(f => Path.GetRelativePath(Root, f))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>Whether there is such a file or folder.</summary>
    public static bool PathExists(string path) => Path.Exists(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.Scim.sln")))
                return folder.FullName;
        }

        throw new FileNotFoundException(
            "These tests read the files of the repository they were built in."
        );
    }
}
