namespace Scim.Protocol.Resources;

/// <summary>
/// Where more members belong into a representation whose list of members is not complete: given to
/// <see cref="ResourceRenderer"/>, which fills it in. With members before it, that is behind the last one, inside the
/// list; without, it is behind the property before, and the list is still to be written.
/// </summary>
public sealed class MembersInsertionPoint
{
    /// <summary>
    /// The number of bytes that the writer had written up to there, since it was made; null where the answer shows no
    /// members.
    /// </summary>
    public long? Offset { get; internal set; }
}
