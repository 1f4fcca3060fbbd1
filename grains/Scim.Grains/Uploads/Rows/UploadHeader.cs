using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Uploads.Csv;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads.Rows;

/// <summary>The first row of a file: what its columns are. Any order, any case.</summary>
internal sealed record UploadHeader(IReadOnlyList<UploadColumn> Columns)
{
    /// <summary>Reads the first row.</summary>
    /// <param name="type">The tenant's users.</param>
    /// <param name="row">The row, or null for a file without any.</param>
    /// <param name="fault">What is wrong, or null.</param>
    public static UploadHeader? Parse(ResourceType type, CsvRow? row, out CsvError? fault)
    {
        fault = row is null
            ? new CsvError(
                1,
                0,
                "the file is empty; its first row must name the columns, userName among them."
            )
            : null;
        var columns = new List<UploadColumn>();
        for (int i = 0; fault is null && i < row!.Cells.Length; i++)
        {
            if (row.Cells[i].Length == 0)
                fault = new CsvError(row.Line, i + 1, "the column has no name.");
            else if (UploadColumn.Parse(type, row.Cells[i], out string? problem) is not { } column)
                fault = new CsvError(row.Line, i + 1, $"{problem}. {FormatKnownColumns(row)}");
            else if (columns.Find(c => IsSameColumn(c, column)) is { } other)
                fault = new CsvError(
                    row.Line,
                    i + 1,
                    $"'{column.Header}' says the same as the column '{other.Header}'. Leave one out."
                );
            else
                columns.Add(column);
        }

        if (fault is null && !columns.Exists(IsUserName))
            fault = new CsvError(
                row!.Line,
                0,
                $"there is no column userName. {FormatKnownColumns(row)}"
            );
        return fault is null ? new UploadHeader(columns) : null;
    }

    /// <summary>Whether the column is the one that every row must fill.</summary>
    public static bool IsUserName(UploadColumn column) =>
        column
            is UploadColumn.Value
            {
                Path: { Attribute.Name: UploadColumns.UserName, Sub: null },
                IsExtension: false
            };

    /// <summary>Whether the column says who the user's manager is.</summary>
    public static bool IsManager(UploadColumn column) =>
        column
            is UploadColumn.Value
            {
                IsExtension: true,
                Path:
                {
                    Schema.Id: SchemaUrns.EnterpriseUser,
                    Attribute.Name: "manager",
                    Sub.Name: "value"
                }
            };

    /// <summary>The header of the column that an error of a user is about, or null when it cannot be told.</summary>
    public string? FindColumn(string detail) =>
        Columns
            .Where(c =>
                c.Target.Length > 0
                && detail.StartsWith(c.Target, StringComparison.OrdinalIgnoreCase)
            )
            .MaxBy(c => c.Target.Length)
            ?.Header;

    // The list of all addresses and a single one of them exclude each other.
    private static bool IsSameColumn(UploadColumn one, UploadColumn other) =>
        (one, other) switch
        {
            (UploadColumn.LabelledValue a, UploadColumn.LabelledValue b) => (a.Attribute, a.Label)
                == (b.Attribute, b.Label),
            (UploadColumn.ResultColumn, UploadColumn.ResultColumn) => one.Header.Equals(
                other.Header,
                StringComparison.OrdinalIgnoreCase
            ),
            _ => one.Target == other.Target,
        };

    private static string FormatKnownColumns(CsvRow row) =>
        row.Cells is [var only] && only.Contains(';', StringComparison.Ordinal)
            ? "Columns are separated by commas, not by semicolons."
            : $"Columns are {string.Join(", ", UploadColumns.Template)} and paths of other attributes.";
}
