using System.Globalization;
using System.Text.Json;

namespace Scim.Testing.Server.Http;

/// <summary>JSON pointers (RFC 6901). As an extension, <c>-1</c> refers to an array's last element.</summary>
public static class JsonPointer
{
    /// <summary>Finds a value.</summary>
    /// <returns>The value; an element with <see cref="JsonValueKind.Undefined"/> if there is none.</returns>
    public static JsonElement FindElement(JsonElement document, string pointer)
    {
        if (pointer.Length == 0)
            return document;
        JsonElement current = document;
        foreach (string raw in pointer[1..].Split('/'))
        {
            string key = raw.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            current = current.ValueKind switch
            {
                JsonValueKind.Object when current.TryGetProperty(key, out JsonElement member) => member,
                JsonValueKind.Array when ParseIndex(key, current.GetArrayLength()) is { } index => current[index],
                _ => default,
            };
        }
        return current;
    }

    private static int? ParseIndex(string key, int length)
    {
        int index =
            key == "-1" ? length - 1
            : key.All(char.IsAsciiDigit)
            && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
            : -1;
        return index >= 0 && index < length ? index : null;
    }
}
