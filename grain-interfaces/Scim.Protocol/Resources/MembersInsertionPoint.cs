namespace Scim.Protocol.Resources;

/// <summary>
/// The position of further members in a representation with an incomplete list of members. Filled in by
/// <see cref="ResourceRenderer"/>.
/// </summary>
/// <remarks>
/// If the list already contains members, the position is after the last one, inside the array. Otherwise it is after
/// the previous property, and the <c>members</c> property must still be written.
/// </remarks>
public sealed class MembersInsertionPoint
{
    /// <summary>
    /// The number of bytes that the writer had written, since its creation, up to the position. Null if the response
    /// does not include members.
    /// </summary>
    public long? Offset { get; internal set; }
}
