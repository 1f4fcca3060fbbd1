using System.Text;
using System.Text.Json;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Storage.Resources;

/// <summary>A commit of a resource as columns of <c>scim_resource</c> and <c>scim_change</c>.</summary>
internal sealed record ResourceCommit
{
    // Longer names are stored as a digest (scim_index_key).
    private const int MaxNameBytes = 1000;

    /// <summary>The state that the row stores.</summary>
    public required ResourceState State { get; init; }

    /// <summary>
    /// The version that the stored resource must have; 0 when no resource with this id may exist or have existed.
    /// </summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>
    /// The search words, with a blank before and after each and a bar between the fields; null when there are none.
    /// </summary>
    public string? Words { get; private init; }

    /// <summary>See <see cref="ResourceDetails"/>.</summary>
    public string? Details { get; private init; }

    /// <summary>See <see cref="CommitExtras"/>.</summary>
    public string? Extras { get; private init; }

    /// <summary>The names of the changed attributes as a JSON array.</summary>
    public required string Changed { get; init; }

    /// <summary>The time of creation, with a fixed width.</summary>
    public string Created => ScimDateTime.Format(State.Created);

    /// <summary>The time of the commit, with a fixed width.</summary>
    public string Modified => ScimDateTime.Format(State.LastModified);

    /// <summary>The columns that find the resource.</summary>
    public ResourceIndex Index => State.Index ?? new ResourceIndex();

    /// <summary>The search document as text.</summary>
    public string Search => Encoding.UTF8.GetString(State.Search.Span);

    /// <summary>Computes the row of a state.</summary>
    public static ResourceCommit FromState(ResourceState state, long expectedVersion) =>
        new()
        {
            State = state,
            ExpectedVersion = expectedVersion,
            Words = FormatWords(state.Index?.Words),
            Details = ResourceDetails.FormatDetails(state),
            Extras = CommitExtras.FormatExtras(state),
            Changed = JsonSerializer.Serialize(state.Changed, StateSerializer.Options),
        };

    /// <summary>Returns whether a unique name is stored as a digest.</summary>
    public static bool IsLongName(string name) =>
        name.Length > MaxNameBytes / 4 && Encoding.UTF8.GetByteCount(name) > MaxNameBytes;

    private static string? FormatWords(IReadOnlyList<IReadOnlyList<string>>? fields)
    {
        if (fields is null or [])
            return null;
        var text = new StringBuilder(" ");
        for (int i = 0; i < fields.Count; i++)
        {
            if (i > 0)
                text.Append(" | ");
            text.AppendJoin(' ', fields[i]);
        }

        return text.Append(' ').ToString();
    }
}
