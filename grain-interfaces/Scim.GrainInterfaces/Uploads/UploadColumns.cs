namespace Scim.GrainInterfaces.Uploads;

/// <summary>
/// The columns of uploads that have their own names. Any other header is the path of an attribute, such as
/// <c>nickName</c> or <c>urn:example:staff:badge</c>.
/// </summary>
public static class UploadColumns
{
    /// <summary>The userName, required in every row.</summary>
    public const string UserName = "userName";

    /// <summary>Group names, separated by semicolons.</summary>
    public const string Groups = "groups";

    /// <summary>All e-mail addresses, separated by semicolons; the first is the primary one.</summary>
    public const string Emails = "emails";

    /// <summary>Short names of attributes and the paths that they stand for.</summary>
    public static IReadOnlyDictionary<string, string> Aliases { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["givenName"] = "name.givenName",
            ["familyName"] = "name.familyName",
            ["manager"] = "manager.value",
        };

    /// <summary>Columns for one value of a multi-valued attribute: the attribute and the value's <c>type</c>.</summary>
    public static IReadOnlyDictionary<string, (string Attribute, string Label)> LabeledColumns { get; } =
        new Dictionary<string, (string, string)>(StringComparer.OrdinalIgnoreCase)
        {
            ["email"] = ("emails", "work"),
            ["email.home"] = ("emails", "home"),
            ["phone"] = ("phoneNumbers", "work"),
            ["phone.mobile"] = ("phoneNumbers", "mobile"),
            ["phone.home"] = ("phoneNumbers", "home"),
        };

    /// <summary>
    /// The columns that a result has in addition to its upload. An upload may contain them, so that a result can be
    /// corrected and uploaded again; they are ignored.
    /// </summary>
    public static IReadOnlyList<string> ResultColumns { get; } = ["status", "id", "error"];

    /// <summary>The header row of the template.</summary>
    public static IReadOnlyList<string> Template { get; } =
    [
        UserName,
        "externalId",
        "active",
        "displayName",
        "name.givenName",
        "name.familyName",
        "title",
        "email",
        "phone",
        "employeeNumber",
        "costCenter",
        "organization",
        "division",
        "department",
        "manager",
        Groups,
    ];
}
