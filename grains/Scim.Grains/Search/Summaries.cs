using System.Text.Json;
using Scim.GrainInterfaces.Search;
using Scim.Grains.Storage;

namespace Scim.Grains.Search;

/// <summary>Takes what is shown of users and groups from their documents.</summary>
internal static class Summaries
{
    /// <summary>A user.</summary>
    public static PersonSummary Person(FoundResource found)
    {
        using JsonDocument document = JsonDocument.Parse(found.Document);
        JsonElement user = document.RootElement;
        string userName = Text(user, "userName") ?? "";
        JsonElement name = user.TryGetProperty("name", out JsonElement parts) ? parts : default;
        string? given = Text(name, "givenName"), family = Text(name, "familyName");
        string? whole = string.Join(' ', new[] { given, family }.Where(p => p is not null)) is { Length: > 0 } joined ? joined : null;
        return new PersonSummary
        {
            Id = found.Id,
            UserName = userName,
            Active = found.Active,
            DisplayName = Text(user, "displayName") ?? Text(name, "formatted") ?? whole ?? userName,
            GivenName = given,
            FamilyName = family,
            Title = Text(user, "title"),
            Email = Email(user),
            ExternalId = Text(user, "externalId"),
        };
    }

    /// <summary>A group.</summary>
    public static GroupSummary Group(FoundResource found)
    {
        using JsonDocument document = JsonDocument.Parse(found.Document);
        return new GroupSummary
        {
            Id = found.Id,
            DisplayName = Text(document.RootElement, "displayName") ?? "",
            ExternalId = Text(document.RootElement, "externalId"),
        };
    }

    private static string? Email(JsonElement user)
    {
        if (!user.TryGetProperty("emails", out JsonElement emails) || emails.ValueKind != JsonValueKind.Array) return null;
        string? first = null;
        foreach (JsonElement email in emails.EnumerateArray())
        {
            string? address = Text(email, "value");
            if (address is not null && email.TryGetProperty("primary", out JsonElement primary) && primary.ValueKind == JsonValueKind.True) return address;
            first ??= address;
        }

        return first;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
