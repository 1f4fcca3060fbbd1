using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Schema;

namespace Scim.GrainInterfaces.Users;

/// <summary>
/// Current responses of the user grains in this process to a plain GET. A gateway in the same process can serve these
/// reads without a grain call.
/// </summary>
/// <remarks>
/// When a response is not found here, the gateway calls the grain. The service is not registered in a process without
/// grains.
/// </remarks>
public interface IUserResponseCache
{
    /// <summary>Returns the reply that the user's grain would return, or null when the grain must be called.</summary>
    /// <param name="key">The key of the grain.</param>
    /// <param name="type">The resource type of the request. If the grain's reply was rendered for another one, the
    /// grain must be called.</param>
    /// <param name="baseUri">The base URI of the locations in the reply; see
    /// <see cref="RequestOrigin.BaseUri"/>.</param>
    ResourceReply? FindReply(string key, ResourceType type, string baseUri);

    /// <summary>
    /// Returns the reply that the user's grain would return if <paramref name="foldedName"/> is the user's userName, or
    /// null when the grain must be called.
    /// </summary>
    /// <param name="key">The key of the grain.</param>
    /// <param name="type">The resource type of the request.</param>
    /// <param name="baseUri">The base URI of the locations in the reply.</param>
    /// <param name="foldedName">The userName, folded.</param>
    ResourceReply? FindReplyByUserName(string key, ResourceType type, string baseUri, string foldedName);
}
