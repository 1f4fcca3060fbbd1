using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Scim.Protocol.Tests;

/// <summary>Tests that <c>Rfc.md</c> names existing types and tests.</summary>
public sealed partial class RfcCoverageTests
{
    private const int MinRowCount = 150;
    private static readonly string RepositoryRoot = FindRoot();
    private static readonly Lazy<Dictionary<string, string>> ProductFolders = new(() =>
        ReadDeclarations("gateway", "grains", "grain-interfaces", "silo")
    );
    private static readonly Lazy<Dictionary<string, string>> TestFolders = new(() => ReadDeclarations("tests"));

    private sealed record CoverageRow(string Section, string Requirement, string Type, string Test);

    [Fact]
    public void EveryRow_NamesATypeThatExists()
    {
        string[] missing =
        [
            .. ReadRows()
                .Where(r => !ProductFolders.Value.ContainsKey(ParseName(r.Type)))
                .Select(r => $"{r.Section}: {r.Type}"),
        ];
        Assert.Empty(missing);
    }

    [Fact]
    public void EveryRow_NamesATestThatExists()
    {
        string[] missing = [.. ReadRows().Where(r => !IsTest(ParseName(r.Test))).Select(r => $"{r.Section}: {r.Test}")];
        Assert.Empty(missing);
    }

    [Fact]
    public void EveryRow_HasASectionAndARequirement() =>
        Assert.All(
            ReadRows(),
            row =>
            {
                Assert.Matches(SectionRegex(), row.Section);
                Assert.EndsWith(".", row.Requirement, StringComparison.Ordinal);
            }
        );

    [Theory]
    [InlineData("NoSuchTests.Method_Condition_Outcome")]
    [InlineData("RfcCoverageTests.Method_Condition_Outcome")]
    [InlineData("RfcCoverageTests")]
    public void IsTest_OfUnknownName_IsFalse(string name) => Assert.False(IsTest(name));

    private static bool IsTest(string name) =>
        name.Split('.') is [var type, var method]
        && TestFolders.Value.TryGetValue(type, out string? source)
        && Regex.IsMatch(source, $@"\bpublic (async )?(Task|void) {Regex.Escape(method)}\(");

    private static List<CoverageRow> ReadRows()
    {
        var rows = new List<CoverageRow>();
        foreach (
            string line in File.ReadLines(Path.Combine(RepositoryRoot, "grain-interfaces", "Scim.Protocol", "Rfc.md"))
        )
        {
            if (
                !line.StartsWith("| ", StringComparison.Ordinal)
                || line.StartsWith("| section", StringComparison.Ordinal)
            )
                continue;
            string[] cells = [.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())];
            Assert.True(cells.Length == 4, $"Expected a row of four cells: {line}");
            rows.Add(new CoverageRow(cells[0], cells[1], cells[2], cells[3]));
        }

        Assert.True(rows.Count >= MinRowCount, $"Expected at least {MinRowCount} rows, found {rows.Count}.");
        return rows;
    }

    private static string ParseName(string cell)
    {
        Assert.Matches("^`[A-Za-z0-9_.]+`$", cell);
        return cell.Trim('`');
    }

    // Maps each type name to its source. Files of partial types, and of types with the same name, are concatenated.
    private static Dictionary<string, string> ReadDeclarations(params string[] folders)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            string file in folders.SelectMany(f =>
                Directory.EnumerateFiles(Path.Combine(RepositoryRoot, f), "*.cs", SearchOption.AllDirectories)
            )
        )
        {
            if (
                file.Contains(
                    $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                    StringComparison.Ordinal
                )
            )
                continue;
            string text = File.ReadAllText(file);
            foreach (Match match in DeclarationRegex().Matches(text))
                found[match.Groups[1].Value] = found.GetValueOrDefault(match.Groups[1].Value, "") + text;
        }

        return found;
    }

    private static string FindRoot([CallerFilePath] string file = "")
    {
        DirectoryInfo? folder = new FileInfo(file).Directory;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orleans.Scim.sln")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new InvalidOperationException("The tests must run where the sources were compiled.");
    }

    [GeneratedRegex(@"^(2|3|4|5|6|7|8|9)(\.\d+){0,3}$")]
    private static partial Regex SectionRegex();

    [GeneratedRegex(@"\b(?:class|interface|record struct|record|struct|enum) ([A-Z]\w*)")]
    private static partial Regex DeclarationRegex();
}
