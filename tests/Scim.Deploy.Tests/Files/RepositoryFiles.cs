namespace Scim.Deploy.Tests.Files;

/// <summary>The files of the repository that these tests read.</summary>
internal static class RepositoryFiles
{
    /// <summary>The root folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Reads a file; the path is relative to the root.</summary>
    public static string ReadText(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Lists the files below a folder, with paths relative to the root.</summary>
    public static IReadOnlyList<string> ListFiles(string folder, string pattern = "*") =>
        Directory.Exists(Path.Combine(Root, folder))
            ?
            [
                .. Directory
                    .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
                    .Select(f => Path.GetRelativePath(Root, f))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>Whether a file or folder exists; the path is relative to the root.</summary>
    public static bool PathExists(string path) => Path.Exists(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.Scim.sln")))
                return folder.FullName;
        }

        throw new FileNotFoundException("The tests must run inside the repository they were built in.");
    }
}
