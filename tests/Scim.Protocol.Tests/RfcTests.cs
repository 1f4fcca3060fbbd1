using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Scim.Protocol.Tests;

/// <summary><c>Rfc.md</c> names types and tests that exist.</summary>
public sealed partial class RfcTests
{
    private const int LeastRows = 150;
    private static readonly string Root = FindRoot();
    private static readonly Lazy<Dictionary<string, string>> Product = new(() => Declarations("gateway", "grains", "grain-interfaces", "silo"));
    private static readonly Lazy<Dictionary<string, string>> Tests = new(() => Declarations("tests"));

    private sealed record Row(string Section, string What, string Type, string Test);

    [Fact]
    public void EveryRow_NamesATypeThatExists()
    {
        string[] missing = [.. Rows().Where(r => !Product.Value.ContainsKey(Name(r.Type))).Select(r => $"{r.Section}: {r.Type}")];
        Assert.Empty(missing);
    }

    [Fact]
    public void EveryRow_NamesATestThatExists()
    {
        string[] missing = [.. Rows().Where(r => !IsTest(Name(r.Test))).Select(r => $"{r.Section}: {r.Test}")];
        Assert.Empty(missing);
    }

    [Fact]
    public void EveryRow_HasASectionAndASentence() => Assert.All(Rows(), row =>
    {
        Assert.Matches(Section(), row.Section);
        Assert.EndsWith(".", row.What, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("NoSuchTests.Method_Condition_Outcome")]
    [InlineData("RfcTests.Method_Condition_Outcome")]
    [InlineData("RfcTests")]
    public void IsTest_OfWhatIsNone_IsFalse(string name) => Assert.False(IsTest(name));

    private static bool IsTest(string name) => name.Split('.') is [var type, var method]
        && Tests.Value.TryGetValue(type, out string? source)
        && Regex.IsMatch(source, $@"\bpublic (async )?(Task|void) {Regex.Escape(method)}\(");

    private static List<Row> Rows()
    {
        var rows = new List<Row>();
        foreach (string line in File.ReadLines(Path.Combine(Root, "grain-interfaces", "Scim.Protocol", "Rfc.md")))
        {
            if (!line.StartsWith("| ", StringComparison.Ordinal) || line.StartsWith("| section", StringComparison.Ordinal)) continue;
            string[] cells = [.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())];
            Assert.True(cells.Length == 4, $"a row of four cells: {line}");
            rows.Add(new Row(cells[0], cells[1], cells[2], cells[3]));
        }

        Assert.True(rows.Count >= LeastRows, $"{rows.Count} rows");
        return rows;
    }

    private static string Name(string cell)
    {
        Assert.Matches("^`[A-Za-z0-9_.]+`$", cell);
        return cell.Trim('`');
    }

    // The sources of each class, interface, record, struct or enum: those of a partial type one after the other, and of types of one name in several projects.
    private static Dictionary<string, string> Declarations(params string[] folders)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Root, f), "*.cs", SearchOption.AllDirectories)))
        {
            if (file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)) continue;
            string text = File.ReadAllText(file);
            foreach (Match match in Declaration().Matches(text)) found[match.Groups[1].Value] = found.GetValueOrDefault(match.Groups[1].Value, "") + text;
        }

        return found;
    }

    private static string FindRoot([CallerFilePath] string file = "")
    {
        DirectoryInfo? folder = new FileInfo(file).Directory;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orleans.Scim.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The sources are not where they were compiled.");
    }

    [GeneratedRegex(@"^(2|3|4|5|6|7|8|9)(\.\d+){0,3}$")]
    private static partial Regex Section();

    [GeneratedRegex(@"\b(?:class|interface|record struct|record|struct|enum) ([A-Z]\w*)")]
    private static partial Regex Declaration();
}
