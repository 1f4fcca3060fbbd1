using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Uploads.Csv;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads.Rows;

/// <summary>The header of a file: the meaning of its columns, in any order. Names are not case-sensitive.</summary>
internal sealed record UploadHeader(IReadOnlyList<UploadColumn> Columns)
{
    /// <summary>Parses the first row.</summary>
    /// <param name="type">The resource type of the tenant's users.</param>
    /// <param name="row">The first row, or null for an empty file.</param>
    /// <param name="error">The error of the header, or null.</param>
    public static UploadHeader? Parse(ResourceType type, CsvRow? row, out CsvError? error)
    {
        error = row is null
            ? new CsvError(1, 0, "the file is empty. Its first row must name the columns, including userName.")
            : null;
        var columns = new List<UploadColumn>();
        for (int i = 0; error is null && i < row!.Cells.Length; i++)
        {
            if (row.Cells[i].Length == 0)
                error = new CsvError(row.Line, i + 1, "the column has no name. Name or remove the column.");
            else if (UploadColumn.Parse(type, row.Cells[i], out string? problem) is not { } column)
                error = new CsvError(row.Line, i + 1, $"{problem}. {FormatKnownColumns(row)}");
            else if (columns.Find(c => IsSameColumn(c, column)) is { } other)
                error = new CsvError(
                    row.Line,
                    i + 1,
                    $"'{column.Header}' sets the same attribute as the column '{other.Header}'. "
                        + "Remove one of them."
                );
            else
                columns.Add(column);
        }

        if (error is null && !columns.Exists(IsUserName))
            error = new CsvError(row!.Line, 0, $"the column userName is missing. {FormatKnownColumns(row)}");
        return error is null ? new UploadHeader(columns) : null;
    }

    /// <summary>Returns whether the column is userName, which every row must fill.</summary>
    public static bool IsUserName(UploadColumn column) =>
        column
            is UploadColumn.Value { Path: { Attribute.Name: UploadColumns.UserName, Sub: null }, IsExtension: false };

    /// <summary>Returns whether the column is the user's manager.</summary>
    public static bool IsManager(UploadColumn column) =>
        column
            is UploadColumn.Value
            {
                IsExtension: true,
                Path: { Schema.Id: SchemaUrns.EnterpriseUser, Attribute.Name: "manager", Sub.Name: "value" }
            };

    /// <summary>
    /// Finds the column that an error detail of a user refers to, by the attribute that the detail starts with.
    /// </summary>
    /// <returns>
    /// The header of the column, or null when the detail does not start with the attribute of a column.
    /// </returns>
    public string? FindColumn(string detail) =>
        Columns
            .Where(c => c.Target.Length > 0 && detail.StartsWith(c.Target, StringComparison.OrdinalIgnoreCase))
            .MaxBy(c => c.Target.Length)
            ?.Header;

    // A column with all email addresses excludes a column with one of them.
    private static bool IsSameColumn(UploadColumn one, UploadColumn other) =>
        (one, other) switch
        {
            (UploadColumn.LabeledValue a, UploadColumn.LabeledValue b) => (a.Attribute, a.Label)
                == (b.Attribute, b.Label),
            (UploadColumn.ResultColumn, UploadColumn.ResultColumn) => one.Header.Equals(
                other.Header,
                StringComparison.OrdinalIgnoreCase
            ),
            _ => one.Target == other.Target,
        };

    private static string FormatKnownColumns(CsvRow row) =>
        row.Cells is [var only] && only.Contains(';', StringComparison.Ordinal)
            ? "Separate columns with commas, not with semicolons."
            : $"Supported columns are {string.Join(", ", UploadColumns.Template)} and the paths of other attributes.";
}
