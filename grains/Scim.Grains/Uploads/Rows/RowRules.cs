using System.Globalization;
using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Uploads.Csv;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads.Rows;

/// <summary>
/// Pure functions that turn cells into a user, and a user into the bodies of requests that create or change the user.
/// </summary>
internal static class RowRules
{
    private const char ListSeparator = ';';
    private const int MaxGroups = 100;

    /// <summary>Parses a row.</summary>
    public static UploadRow ParseRow(UploadHeader header, CsvRow row, EmptyCellHandling blanks)
    {
        // The row number of the header is 1.
        var read = new UploadRow { Number = row.Number - 1, Line = row.Line };
        if (row.Cells.Length != header.Columns.Count)
            return read with
            {
                Error = new RowError(
                    null,
                    $"The row has {row.Cells.Length} cells, but the header has {header.Columns.Count}. "
                        + "Enclose a cell that contains a comma in quotation marks."
                ),
            };
        string[] cells = [.. row.Cells.Select(c => CsvRowWriter.UnescapeFormula(c.Trim()))];
        for (int i = 0; i < cells.Length; i++)
        {
            if (ValidateCell(header.Columns[i], cells[i]) is { } problem)
                return read with { Error = new RowError(header.Columns[i].Header, problem) };
            switch (header.Columns[i])
            {
                case UploadColumn.Groups when cells[i].Length > 0 || blanks == EmptyCellHandling.Clear:
                    read = read with
                    {
                        Groups =
                        [
                            .. SplitList(cells[i])
                                .Select(TextFolding.CollapseWhitespace)
                                .DistinctBy(TextFolding.FoldName),
                        ],
                    };
                    break;
                case UploadColumn.Value { Path.Attribute.Name: "externalId", IsExtension: false }
                    when cells[i].Length > 0:
                    read = read with { ExternalId = cells[i] };
                    break;
                case var column
                    when UploadHeader.IsManager(column)
                        && cells[i].Length > 0
                        && !Guid.TryParseExact(cells[i], "D", out _):
                    read = read with { Manager = TextFolding.FoldName(cells[i]) };
                    break;
                case var column when UploadHeader.IsUserName(column):
                    read = read with { Name = TextFolding.FoldName(cells[i]) };
                    break;
            }
        }

        return read with
        {
            Cells = cells,
        };
    }

    /// <summary>Replaces the manager's userName by the manager's id.</summary>
    public static UploadRow WithManager(UploadHeader header, UploadRow row, string id) =>
        row with
        {
            Manager = null,
            Cells = [.. row.Cells.Select((cell, i) => UploadHeader.IsManager(header.Columns[i]) ? id : cell)],
        };

    /// <summary>Builds the body of a POST request that creates the user of the row.</summary>
    public static JsonObject BuildCreateBody(UploadHeader header, UploadRow row)
    {
        var body = new JsonObject();
        for (int i = 0; i < header.Columns.Count; i++)
        {
            string cell = row.Cells[i];
            if (cell.Length == 0)
                continue;
            switch (header.Columns[i])
            {
                case UploadColumn.Value value:
                    JsonObject holder = value.IsExtension ? GetOrAddChild(body, value.Path.Schema.Id) : body;
                    if (value.Path.Sub is not null)
                        holder = GetOrAddChild(holder, value.Path.Attribute.Name);
                    holder[value.Path.Leaf.Name] = ParseValue(value.Path.Leaf, cell);
                    break;
                case UploadColumn.LabeledValue labeled:
                    JsonArray list = body[labeled.Attribute] as JsonArray ?? [];
                    if (list.Parent is null)
                        body[labeled.Attribute] = list;
                    var entry = new JsonObject { ["value"] = cell, ["type"] = labeled.Label };
                    if (list.Count == 0)
                        entry["primary"] = true;
                    list.Add((JsonNode)entry);
                    break;
                case UploadColumn.Emails:
                    body[UploadColumns.Emails] = ParseEmails(cell);
                    break;
            }
        }

        return body;
    }

    /// <summary>Builds the body of a PATCH request that sets the values of the row.</summary>
    public static JsonObject BuildPatchBody(UploadHeader header, UploadRow row, EmptyCellHandling blanks)
    {
        var operations = new JsonArray();
        for (int i = 0; i < header.Columns.Count; i++)
        {
            string cell = row.Cells[i];
            if (cell.Length == 0 && blanks == EmptyCellHandling.Leave)
                continue;
            switch (header.Columns[i])
            {
                case UploadColumn.Value value:
                    AddOperation(value.Path.ToString(), cell.Length == 0 ? null : ParseValue(value.Path.Leaf, cell));
                    break;
                case UploadColumn.LabeledValue labeled:
                    string listPath = $"{labeled.Attribute}[type eq \"{labeled.Label}\"]";
                    if (cell.Length == 0)
                        AddOperation(listPath, null);
                    else
                        AddOperation($"{listPath}.value", cell);
                    break;
                case UploadColumn.Emails:
                    AddOperation(UploadColumns.Emails, cell.Length == 0 ? null : ParseEmails(cell));
                    break;
            }
        }

        return new JsonObject { ["Operations"] = operations };

        void AddOperation(string path, JsonNode? value)
        {
            var operation = new JsonObject { ["op"] = value is null ? "remove" : "replace", ["path"] = path };
            if (value is not null)
                operation["value"] = value;
            operations.Add((JsonNode)operation);
        }
    }

    private static string? ValidateCell(UploadColumn column, string cell)
    {
        if (cell.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n')))
            return "The cell contains control characters. Remove them.";
        if (cell.Length == 0)
            return UploadHeader.IsUserName(column) ? "The row has no userName. Enter a userName." : null;
        return column switch
        {
            UploadColumn.Groups when SplitList(cell).Length > MaxGroups =>
                $"The cell contains more than {MaxGroups} groups.",
            UploadColumn.Emails when SplitList(cell).Length == 0 => "The cell contains no email address.",
            UploadColumn.Value { Path.Leaf: var leaf } when ParseValue(leaf, cell) is null => leaf.Type switch
            {
                AttributeType.Boolean => "The cell must be true or false, yes or no, 1 or 0.",
                AttributeType.Integer => "The cell must be a whole number.",
                _ => "The cell must be a number with a decimal point.",
            },
            _ => null,
        };
    }

    // Returns null when the cell is not a value of the attribute's type. Formats of strings are checked by the user's
    // grain.
    private static JsonValue? ParseValue(AttributeDefinition leaf, string cell) =>
        leaf.Type switch
        {
            AttributeType.Boolean => cell.ToUpperInvariant() switch
            {
                "TRUE" or "YES" or "1" => JsonValue.Create(true),
                "FALSE" or "NO" or "0" => JsonValue.Create(false),
                _ => null,
            },
            AttributeType.Integer => long.TryParse(
                cell,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out long whole
            )
                ? JsonValue.Create(whole)
                : null,
            AttributeType.Decimal => decimal.TryParse(
                cell,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out decimal number
            )
                ? JsonValue.Create(number)
                : null,
            _ => JsonValue.Create(cell),
        };

    private static JsonArray ParseEmails(string cell)
    {
        var list = new JsonArray();
        foreach (string address in SplitList(cell).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var entry = new JsonObject { ["value"] = address };
            if (list.Count == 0)
                (entry["type"], entry["primary"]) = ("work", true);
            list.Add((JsonNode)entry);
        }

        return list;
    }

    private static JsonObject GetOrAddChild(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject present)
            return present;
        var child = new JsonObject();
        parent[name] = child;
        return child;
    }

    private static string[] SplitList(string cell) =>
        cell.Split(ListSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
