namespace Scim.GrainInterfaces.Uploads;

/// <summary>
/// The columns of uploads that have names of their own. Any other header is an attribute's path, such as
/// <c>nickName</c> or <c>urn:example:staff:badge</c>.
/// </summary>
public static class UploadColumns
{
    /// <summary>The user's name, which every row must have.</summary>
    public const string UserName = "userName";

    /// <summary>Names of groups, separated by semicolons.</summary>
    public const string Groups = "groups";

    /// <summary>All e-mail addresses, separated by semicolons; the first is the primary one.</summary>
    public const string Emails = "emails";

    /// <summary>Short names of attributes and what they stand for.</summary>
    public static IReadOnlyDictionary<string, string> Aliases { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["givenName"] = "name.givenName",
            ["familyName"] = "name.familyName",
            ["manager"] = "manager.value",
        };

    /// <summary>Columns of one labelled value of a list: the attribute and the label.</summary>
    public static IReadOnlyDictionary<
        string,
        (string Attribute, string Label)
    > LabelledColumns { get; } =
        new Dictionary<string, (string, string)>(StringComparer.OrdinalIgnoreCase)
        {
            ["email"] = ("emails", "work"),
            ["email.home"] = ("emails", "home"),
            ["phone"] = ("phoneNumbers", "work"),
            ["phone.mobile"] = ("phoneNumbers", "mobile"),
            ["phone.home"] = ("phoneNumbers", "home"),
        };

    /// <summary>
    /// What a result has more than its upload. An upload may have these columns, so that a result can be mended and
    /// uploaded again; they are not read.
    /// </summary>
    public static IReadOnlyList<string> ResultColumns { get; } = ["status", "id", "error"];

    /// <summary>The header of the template.</summary>
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
