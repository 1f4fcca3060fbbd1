using System.Text.Json;

namespace Scim.Conformance.Tests.Upgrade;

/// <summary>Compares JSON with what is expected of it, where a later version may say more.</summary>
public static class JsonSubset
{
    /// <summary>
    /// Fails unless the value has everything that is expected: every member of an object; of a list as many elements,
    /// in any order.
    /// </summary>
    public static void AssertContains(JsonElement expected, JsonElement actual) =>
        Assert.True(Contains(expected, actual), $"Expected\n{expected}\nin\n{actual}");

    private static bool Contains(JsonElement expected, JsonElement actual) =>
        expected.ValueKind switch
        {
            JsonValueKind.Object => actual.ValueKind == JsonValueKind.Object
                && expected
                    .EnumerateObject()
                    .All(member =>
                        actual.TryGetProperty(member.Name, out JsonElement value) && Contains(member.Value, value)
                    ),
            JsonValueKind.Array => actual.ValueKind == JsonValueKind.Array && ContainsElements(expected, actual),
            _ => JsonElement.DeepEquals(expected, actual),
        };

    private static bool ContainsElements(JsonElement expected, JsonElement actual)
    {
        List<JsonElement> left = [.. actual.EnumerateArray()];
        if (left.Count != expected.GetArrayLength())
            return false;
        foreach (JsonElement element in expected.EnumerateArray())
        {
            int index = left.FindIndex(candidate => Contains(element, candidate));
            if (index < 0)
                return false;
            left.RemoveAt(index);
        }
        return true;
    }
}
