using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Schema;

namespace Scim.GrainInterfaces.Users;

/// <summary>
/// What the users whose grains live in this process would answer to a plain GET at this moment, for a gateway in the
/// same process: a read without a call. The grain is asked, by an ordinary call, wherever this knows nothing. A process
/// without grains has none of it registered.
/// </summary>
public interface IUserResponseCache
{
    /// <summary>The user as his grain would answer, or null where the grain must be asked.</summary>
    /// <param name="key">The grain's key.</param>
    /// <param name="type">The resource type as the caller knows it; another one than the grain's makes the grain be
    /// asked.</param>
    /// <param name="baseUri">The base of the addresses in the answer, as in
    /// <see cref="RequestOrigin.BaseUri"/>.</param>
    ResourceReply? FindReply(string key, ResourceType type, string baseUri);

    /// <summary>The same, where that is his userName.</summary>
    /// <param name="key">The grain's key.</param>
    /// <param name="type">The resource type as the caller knows it.</param>
    /// <param name="baseUri">The base of the addresses in the answer.</param>
    /// <param name="foldedName">The userName, folded.</param>
    ResourceReply? FindReplyByUserName(
        string key,
        ResourceType type,
        string baseUri,
        string foldedName
    );
}
