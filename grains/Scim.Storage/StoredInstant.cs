using Scim.Protocol.Schema;

namespace Scim.Storage;

/// <summary>Instants as they are stored: UTC text of fixed width.</summary>
internal static class StoredInstant
{
    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">It is not one of ours.</exception>
    public static DateTimeOffset Parse(string text) =>
        ScimDateTime.TryParse(text, out DateTimeOffset instant)
            ? instant
            : throw new InvalidDataException("A stored instant cannot be read.");
}
