using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Profiles;

/// <summary>Validates the values of a user against the tenant's profile settings.</summary>
/// <remarks>
/// Applies to every change of a user: SCIM requests, uploads and administrative requests. Values that the change does
/// not touch are not validated, so that a rule that is added later cannot prevent a user from being deactivated.
/// </remarks>
internal static class ProfileRules
{
    /// <summary>Whether the settings apply to resources of this type.</summary>
    public static bool IsApplicable(ProfileSettings profile, ResourceType type) =>
        type.Name == ResourceTypeNames.User && !profile.IsEmpty;

    /// <summary>Validates a change.</summary>
    /// <param name="profile">The settings.</param>
    /// <param name="type">The resource type.</param>
    /// <param name="before">The canonical document before the change; null for a new user.</param>
    /// <param name="after">The canonical document after the change.</param>
    /// <returns>
    /// An error that names the attribute, the rule and the shape of the value; null when the change is valid.
    /// </returns>
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
            // The schema that defined the attribute may have been removed.
            if (!PathResolver.TryResolve(type, name, out AttributePath? resolved, out _))
                continue;
            AttributePath path = GetValuePath(resolved, field);
            JsonNode[] previous = before is null ? [] : [.. ProfileJson.GetValues(before, type, path)],
                values = [.. ProfileJson.GetValues(after, type, path)];
            if (field.Required && values.Length == 0 && (before is null || previous.Length > 0))
                return CreateError(name, "this tenant requires a value. Include a value in the request");
            foreach (JsonNode value in values)
            {
                if (
                    !previous.Any(w => JsonNode.DeepEquals(w, value))
                    && FieldFormatValidator.ValidateValue(field, value) is { } rule
                )
                    return CreateError(name, $"{rule}; the value is {ValueShapeFormatter.DescribeValue(value)}");
            }
        }

        return null;
    }

    /// <summary>
    /// Returns the path of the values that a rule applies to: the <c>value</c> sub-attribute of a complex attribute,
    /// except for addresses.
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
