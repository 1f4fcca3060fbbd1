using Scim.Protocol.Schema;

namespace Scim.Storage;

/// <summary>Reads instants from the database, which stores them as UTC text of fixed width.</summary>
internal static class StoredInstant
{
    /// <summary>Parses a stored instant.</summary>
    /// <exception cref="InvalidDataException">The text is not a stored instant.</exception>
    public static DateTimeOffset Parse(string text) =>
        ScimDateTime.TryParse(text, out DateTimeOffset instant)
            ? instant
            : throw new InvalidDataException("A stored instant has an invalid format.");
}
