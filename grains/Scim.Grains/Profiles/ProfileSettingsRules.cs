using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Profiles;

/// <summary>Validates a tenant's profile settings.</summary>
internal static class ProfileSettingsRules
{
    private const int MaxFields = 100;
    private const int MaxChoices = 200;
    private const int MaxNameLength = 200;
    private const int MaxTextLength = 100_000;

    // A user cannot be stored or deactivated without these attributes.
    private static readonly string[] EssentialAttributes =
    [
        "id",
        "schemas",
        "meta",
        "userName",
        "active",
        "externalId",
    ];

    /// <summary>
    /// Returns an error that names the invalid setting by its path, or null when the settings are valid.
    /// </summary>
    public static ScimError? ValidateSettings(ProfileSettings profile, TenantSchemas schemas)
    {
        ResourceType user = schemas.FindByName(ResourceTypeNames.User)!;
        if (profile.Fields.Count > MaxFields)
            return CreateError("profile.fields", $"must not contain more than {MaxFields} attributes");
        if (profile.Unsupported.Count > MaxFields)
            return CreateError("profile.unsupported", $"must not contain more than {MaxFields} attributes");
        foreach ((string name, ProfileField? field) in profile.Fields)
        {
            if (ValidateField(user, name, field) is var (member, rule))
                return CreateError($"profile.fields['{SanitizeName(name)}']{member}", rule);
        }

        return profile.Unsupported.Select(u => u.Key).FirstOrDefault(n => !CanBeUnsupported(user, n)) is { } needed
            ? CreateError(
                $"profile.unsupported['{SanitizeName(needed)}']",
                $"must name an attribute other than {string.Join(", ", EssentialAttributes)}"
            )
            : null;
    }

    private static (string Member, string Rule)? ValidateField(ResourceType user, string name, ProfileField? field)
    {
        if (field is null)
            return ("", "must be an object");
        if (!PathResolver.TryResolve(user, name, out AttributePath? path, out string? problem))
            return ("", $"must name an attribute of users: {problem}");
        if (
            path.Leaf.Mutability == Mutability.ReadOnly
            || path.Leaf.Returned == Returned.Never
            || path.Attribute.Name is "schemas" or "id" or "meta"
        )
            return ("", "must not name an attribute that is read-only or never returned");
        AttributeDefinition leaf = ProfileRules.GetValuePath(path, field).Leaf;
        if (
            field.Type == FieldFormat.Address
                ? leaf.FindSubAttribute("streetAddress") is null
                : field.Type is not null && leaf.Type == AttributeType.Complex
        )
            return (
                ".type",
                field.Type == FieldFormat.Address
                    ? "can be address only for an attribute with the sub-attributes of an address, such as addresses"
                    : "does not apply to a complex attribute. Name one of its sub-attributes, such as"
                        + $" {name}.{leaf.SubAttributes[0].Name}"
            );
        if (leaf.Type == AttributeType.Boolean && field.Type is not (null or FieldFormat.Checkbox))
            return (".type", "must be checkbox because the attribute is a Boolean");
        return ValidateLimits(field, leaf);
    }

    private static (string Member, string Rule)? ValidateLimits(ProfileField field, AttributeDefinition leaf)
    {
        if (field.Type != FieldFormat.Text && (field.MinLength ?? field.MaxLength) is not null)
            return (".minLength", "requires the type text, as does maxLength");
        if (field.Type != FieldFormat.Number && ((field.Min ?? field.Max) is not null || field.Whole))
            return (".min", "requires the type number, as do max and whole");
        if (
            field.MinLength is < 0 or > MaxTextLength
            || field.MaxLength is < 1 or > MaxTextLength
            || field.MinLength > field.MaxLength
        )
            return (".maxLength", $"must be from 1 to {MaxTextLength} and must not be less than minLength");
        if (field.Min > field.Max)
            return (".max", "must not be less than min");
        if (
            field.Type == FieldFormat.Choice
                ? field.Choices.Count is 0 or > MaxChoices
                    || field.Choices.Any(c =>
                        string.IsNullOrEmpty(c) || c.Length > MaxNameLength || c.Any(char.IsControl)
                    )
                : field.Choices.Count > 0
        )
            return (
                ".choices",
                $"requires the type choice and must contain 1 to {MaxChoices} strings of 1 to {MaxNameLength}"
                    + " characters"
            );
        if (
            field.Type == FieldFormat.Address
                ? field.Parts.Any(p => p is null || leaf.FindSubAttribute(p)?.Name != p)
                : field.Parts.Count > 0
        )
            return (
                ".parts",
                "requires the type address and must contain only these sub-attributes: "
                    + string.Join(", ", leaf.SubAttributes.Select(s => s.Name))
            );
        return null;
    }

    private static bool CanBeUnsupported(ResourceType user, string name)
    {
        if (name.Length is 0 or > MaxNameLength || name.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            return false;
        string attribute = PathResolver.TryResolve(user, name, out AttributePath? path, out _)
            ? path.Attribute.Name
            : name;
        return !EssentialAttributes.Contains(attribute, StringComparer.OrdinalIgnoreCase);
    }

    private static string SanitizeName(string name) => string.Concat(name.Take(100).Where(c => !char.IsControl(c)));

    private static ScimError CreateError(string path, string rule) =>
        new(ScimErrorKind.InvalidValue, $"{path} {rule}.");
}
