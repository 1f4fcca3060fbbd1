using System.Text.Json;
using Scim.GrainInterfaces.Search;
using Scim.Grains.Storage;

namespace Scim.Grains.Search;

/// <summary>Extracts the displayed attributes of users and groups from their documents.</summary>
internal static class DirectoryEntryMapper
{
    /// <summary>Returns the summary of a user.</summary>
    public static PersonSummary ToPersonSummary(FoundResource found)
    {
        using JsonDocument document = JsonDocument.Parse(found.Document);
        JsonElement user = document.RootElement;
        string userName = ReadText(user, "userName") ?? "";
        JsonElement name = user.TryGetProperty("name", out JsonElement parts) ? parts : default;
        string? given = ReadText(name, "givenName"),
            family = ReadText(name, "familyName");
        string? whole = string.Join(' ', new[] { given, family }.Where(p => p is not null)) is { Length: > 0 } joined
            ? joined
            : null;
        return new PersonSummary
        {
            Id = found.Id,
            UserName = userName,
            IsActive = found.IsActive,
            DisplayName = ReadText(user, "displayName") ?? ReadText(name, "formatted") ?? whole ?? userName,
            GivenName = given,
            FamilyName = family,
            Title = ReadText(user, "title"),
            Email = FindPrimaryEmail(user),
            ExternalId = ReadText(user, "externalId"),
            DeactivatedAt = found.DeactivatedAt,
        };
    }

    /// <summary>Returns the summary of a group.</summary>
    public static GroupSummary ToGroupSummary(FoundResource found)
    {
        using JsonDocument document = JsonDocument.Parse(found.Document);
        return new GroupSummary
        {
            Id = found.Id,
            DisplayName = ReadText(document.RootElement, "displayName") ?? "",
            ExternalId = ReadText(document.RootElement, "externalId"),
        };
    }

    private static string? FindPrimaryEmail(JsonElement user)
    {
        if (!user.TryGetProperty("emails", out JsonElement emails) || emails.ValueKind != JsonValueKind.Array)
            return null;
        string? first = null;
        foreach (JsonElement email in emails.EnumerateArray())
        {
            string? address = ReadText(email, "value");
            if (
                address is not null
                && email.TryGetProperty("primary", out JsonElement primary)
                && primary.ValueKind == JsonValueKind.True
            )
                return address;
            first ??= address;
        }

        return first;
    }

    private static string? ReadText(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
