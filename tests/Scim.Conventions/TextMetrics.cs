using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Scim.Conventions;

/// <summary>Lines and words.</summary>
internal static class TextMetrics
{
    private const int Width = 120;

    private static readonly HashSet<string> TextExtensions =
    [
        "",
        ".cs",
        ".sql",
        ".md",
        ".sh",
        ".yaml",
        ".yml",
        ".tpl",
        ".txt",
        ".csproj",
        ".props",
        ".env",
        ".service",
        ".conf",
        ".lua",
        ".mjs",
        ".py",
        ".Containerfile",
        ".editorconfig",
        ".service",
        ".timer",
        ".example",
        ".html",
        ".json",
        ".toml",
        ".Caddyfile",
    ];

    public static IEnumerable<Metric> Measure(SourceTree tree, ConventionsFile conventions)
    {
        yield return MeasureWidth(tree);
        yield return Metric.CreateCount(
            "ruled-out-words",
            "words that the vocabulary rules out, in code, comments, text and scripts",
            [.. FindRuledOutWords(tree, conventions)]
        );
        yield return Metric.CreateCount(
            "kind-identifiers",
            "C# identifiers with the word 'kind', the platform's own aside",
            [.. FindKinds(tree, conventions)]
        ) with
        {
            IsInformational = true,
        };
    }

    private static Metric MeasureWidth(SourceTree tree)
    {
        int total = 0;
        List<Place> places = [];
        foreach (CSharpFile file in tree.CSharp)
        {
            string[] lines = tree.ReadLines(file.Name);
            total += lines.Length;
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].Length > Width)
                    places.Add(new Place(file.Name, i + 1, $"{lines[i].Length} columns"));
            }
        }

        return Metric.CreateShare("long-lines", $"lines of C# over {Width} columns", total, places);
    }

    private static IEnumerable<Place> FindRuledOutWords(SourceTree tree, ConventionsFile conventions)
    {
        var words = new HashSet<string>(conventions.RuledOutWords, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<
            ReadOnlySpan<char>
        >();
        foreach (
            string file in tree.Files.Where(f =>
                TextExtensions.Contains(Path.GetExtension(f)) && !IsExcluded(f, conventions)
            )
        )
        {
            string[] lines = tree.ReadLines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                foreach (string word in Words.FindWords(lines[i], words))
                    yield return new Place(file, i + 1, $"'{word}' in: {lines[i].Trim()}");
            }
        }
    }

    private static bool IsExcluded(string file, ConventionsFile conventions) =>
        file == ConventionsFile.Name
        || conventions.TextExclusions.Any(e =>
            e.EndsWith('/') ? file.StartsWith(e, StringComparison.Ordinal) : file == e || Path.GetFileName(file) == e
        );

    private static IEnumerable<Place> FindKinds(SourceTree tree, ConventionsFile conventions)
    {
        HashSet<string> platform = [.. conventions.PlatformKinds];
        string own = "tests/" + typeof(TextMetrics).Namespace + "/";
        return from file in tree.CSharp
            where !file.Name.StartsWith(own, StringComparison.Ordinal)
            from token in file.Syntax.DescendantTokens()
            where token.IsKind(SyntaxKind.IdentifierToken) && !platform.Contains(token.Text)
            where
                Words
                    .SplitName(token.Text)
                    .Any(w =>
                        w.Equals("kind", StringComparison.OrdinalIgnoreCase)
                        || w.Equals("kinds", StringComparison.OrdinalIgnoreCase)
                    )
            select file.CreatePlace(token, token.Text);
    }
}
