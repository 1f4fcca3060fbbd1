using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scim.Conventions;

/// <summary>A C# file, parsed.</summary>
internal sealed record CSharpFile(string Name, string Project, CompilationUnitSyntax Syntax)
{
    public bool IsTest => SourceTree.IsTest(Name);

    public Place CreatePlace(SyntaxNodeOrToken node, string text) =>
        new(Name, node.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1, text);
}

/// <summary>The files that git tracks, or would if they were added.</summary>
internal sealed class SourceTree
{
    private readonly Dictionary<string, string[]> _lines = [];

    private SourceTree(string root, IReadOnlyList<string> files)
    {
        Root = root;
        Files = files;
        Projects =
        [
            .. files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Select(f => Path.GetDirectoryName(f)!),
        ];
        CSharpParseOptions options = new(LanguageVersion.Preview, DocumentationMode.None);
        CSharp =
        [
            .. files
                .Where(f => f.EndsWith(".cs", StringComparison.Ordinal))
                .AsParallel()
                .AsOrdered()
                .Select(f => new CSharpFile(
                    f,
                    FindProject(f),
                    CSharpSyntaxTree.ParseText(ReadText(f), options).GetCompilationUnitRoot()
                )),
        ];
    }

    public string Root { get; }

    public IReadOnlyList<string> Files { get; }

    public IReadOnlyList<CSharpFile> CSharp { get; }

    /// <summary>The folders of the projects.</summary>
    public IReadOnlyList<string> Projects { get; }

    public static SourceTree Load(string root)
    {
        string[] files = RunGit(root, "ls-files", "--cached", "--others", "--exclude-standard");
        return new SourceTree(
            root,
            [.. files.Where(f => File.Exists(Path.Combine(root, f))).Order(StringComparer.Ordinal)]
        );
    }

    public static bool IsTest(string file) => file.StartsWith("tests/", StringComparison.Ordinal);

    public string ReadText(string file) => File.ReadAllText(Path.Combine(Root, file));

    public string[] ReadLines(string file)
    {
        if (!_lines.TryGetValue(file, out string[]? lines))
            _lines[file] = lines = File.ReadAllLines(Path.Combine(Root, file));
        return lines;
    }

    /// <summary>
    /// The files that differ from the last commit that changed <paramref name="file"/>; none where git cannot tell.
    /// </summary>
    public HashSet<string> FindFilesChangedSince(string file)
    {
        string[] commit = RunGit(Root, "log", "-1", "--format=%H", "--", file);
        return commit.Length == 0
            ? []
            :
            [
                .. RunGit(Root, "diff", "--name-only", commit[0]),
                .. RunGit(Root, "ls-files", "--others", "--exclude-standard"),
            ];
    }

    private string FindProject(string file) =>
        Projects.Where(p => file.StartsWith(p + "/", StringComparison.Ordinal)).MaxBy(p => p.Length) ?? "";

    private static string[] RunGit(string root, params string[] arguments)
    {
        ProcessStartInfo start = new("git", ["-c", "core.quotePath=false", .. arguments])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
