using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scim.Conventions;

/// <summary>
/// The ids of the product's log messages: each is used once, and lies in the range that the documentation gives its
/// folder.
/// </summary>
internal static partial class LogEventMetrics
{
    public static IEnumerable<Metric> Measure(SourceTree tree, ConventionsFile conventions)
    {
        LogEvent[] events = [.. tree.CSharp.Where(f => !f.IsTest).SelectMany(FindEvents)];
        yield return Metric.CreateCount(
            "log-ids-used-twice",
            "log event ids that two messages have",
            [
                .. events
                    .GroupBy(e => e.Id)
                    .Where(g => g.Count() > 1)
                    .Select(g =>
                        g.Last().Place with
                        {
                            Text = $"{g.Key}, also at {g.First().Place.File}:{g.First().Place.Line}",
                        }
                    ),
            ]
        );

        LogEventRange[] ranges = [.. ReadRanges(tree, conventions.LogEventTable)];
        yield return Metric.CreateCount(
            "log-ids-out-of-range",
            $"log event ids outside their folder's range in {conventions.LogEventTable}, and ranges that overlap or whose folder is gone",
            [
                .. events.Select(e => FindFault(e, ranges)).OfType<Place>(),
                .. ranges.Select(r => FindFault(r, ranges, tree, conventions.LogEventTable)).OfType<Place>(),
            ]
        );
    }

    private static IEnumerable<LogEvent> FindEvents(CSharpFile file) =>
        from attribute in file.Syntax.DescendantNodes().OfType<AttributeSyntax>()
        where attribute.Name.ToString() is "LoggerMessage" or "LoggerMessageAttribute"
        let arguments = attribute.ArgumentList?.Arguments ?? []
        let argument = arguments.FirstOrDefault(a =>
            a.NameEquals?.Name.Identifier.Text == "EventId" || a.NameColon?.Name.Identifier.Text == "eventId"
        ) ?? arguments.FirstOrDefault(a => a.NameEquals is null && a.NameColon is null)
        let id = argument?.Expression is LiteralExpressionSyntax { Token.Value: int number } ? number : -1
        select new LogEvent(id, file.CreatePlace(attribute, $"{id}"));

    private static Place? FindFault(LogEvent logEvent, LogEventRange[] ranges)
    {
        if (logEvent.Id < 0)
            return logEvent.Place with { Text = "the message has no event id" };
        LogEventRange? range = ranges.Where(r => IsInside(logEvent.Place.File, r.Folder)).MaxBy(r => r.Folder.Length);
        if (range is null)
            return logEvent.Place with { Text = $"{logEvent.Id}: no range is documented for this folder" };
        return logEvent.Id < range.First || logEvent.Id > range.Last
            ? logEvent.Place with
            {
                Text = $"{logEvent.Id}: the range of {range.Folder} is {range.First} to {range.Last}",
            }
            : null;
    }

    private static Place? FindFault(LogEventRange range, LogEventRange[] ranges, SourceTree tree, string table)
    {
        if (ranges.FirstOrDefault(r => r != range && r.First <= range.Last && range.First <= r.Last) is { } other)
            return new Place(
                table,
                range.Line,
                $"{range.First} to {range.Last} overlaps {other.First} to {other.Last}"
            );
        return tree.Files.Any(f => IsInside(f, range.Folder))
            ? null
            : new Place(table, range.Line, $"there is no folder {range.Folder}");
    }

    private static bool IsInside(string file, string folder) => file.StartsWith(folder + "/", StringComparison.Ordinal);

    private static IEnumerable<LogEventRange> ReadRanges(SourceTree tree, string table)
    {
        if (!tree.Files.Contains(table))
            yield break;
        string[] lines = tree.ReadLines(table);
        for (int i = 0; i < lines.Length; i++)
        {
            if (TableRow().Match(lines[i]) is not { Success: true } row)
                continue;
            yield return new LogEventRange(
                int.Parse(row.Groups["first"].Value, CultureInfo.InvariantCulture),
                int.Parse(row.Groups["last"].Value, CultureInfo.InvariantCulture),
                row.Groups["folder"].Value,
                i + 1
            );
        }
    }

    [GeneratedRegex(@"^\| *(?<first>\d+) to (?<last>\d+) *\| *`(?<folder>[^`]+?)/?` *\|")]
    private static partial Regex TableRow();

    private sealed record LogEvent(int Id, Place Place);

    private sealed record LogEventRange(int First, int Last, string Folder, int Line);
}
