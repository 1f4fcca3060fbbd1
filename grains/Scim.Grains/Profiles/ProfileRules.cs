using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Profiles;

/// <summary>
/// Holds the values of a user to the forms that his tenant declared. Every change of a user comes through here, whoever
/// makes it: SCIM, uploads, administrators. What was there before the change is left alone, so that a rule made later
/// keeps nobody from being deactivated.
/// </summary>
internal static class ProfileRules
{
    /// <summary>Whether the settings have anything to say about a resource of this type.</summary>
    public static bool IsApplicable(ProfileSettings profile, ResourceType type) =>
        type.Name == ResourceTypeNames.User && !profile.IsEmpty;

    /// <summary>
    /// What is wrong with a change, named by the attribute, the rule and the shape of the value, or null.
    /// </summary>
    /// <param name="profile">The settings.</param>
    /// <param name="type">The resource type.</param>
    /// <param name="before">The canonical document so far; null for a new user.</param>
    /// <param name="after">The canonical document after the change.</param>
    public static ScimError? ValidateChange(
        ProfileSettings profile,
        ResourceType type,
        JsonObject? before,
        JsonObject after
    )
    {
        if (!IsApplicable(profile, type))
            return null;
        foreach ((string name, ProfileField field) in profile.Fields)
        {
            // Not found: the schema that had it was taken away.
            if (!PathResolver.TryResolve(type, name, out AttributePath? resolved, out _))
                continue;
            AttributePath path = GetValuePath(resolved, field);
            JsonNode[] was = before is null ? [] : [.. ProfileJson.GetValues(before, type, path)],
                values = [.. ProfileJson.GetValues(after, type, path)];
            if (field.Required && values.Length == 0 && (before is null || was.Length > 0))
                return CreateError(
                    name,
                    "this tenant requires a value; the request leaves the user without one"
                );
            foreach (JsonNode value in values)
            {
                if (
                    !was.Any(w => JsonNode.DeepEquals(w, value))
                    && FieldFormatValidator.ValidateValue(field, value) is { } rule
                )
                    return CreateError(
                        name,
                        $"{rule}; it was given {ValueShapeFormatter.DescribeValue(value)}"
                    );
            }
        }

        return null;
    }

    /// <summary>
    /// Where the values of a field are: a complex attribute's are its <c>value</c>s, but for addresses.
    /// </summary>
    public static AttributePath GetValuePath(AttributePath path, ProfileField field) =>
        path.Sub is null
        && path.Attribute.Type == AttributeType.Complex
        && field.Type is not (null or FieldFormat.Address)
        && path.Attribute.FindSubAttribute("value") is { } value
            ? path with
            {
                Sub = value,
            }
            : path;

    private static ScimError CreateError(string name, string rule) =>
        new(ScimErrorKind.InvalidValue, $"{name}: {rule}.");
}
