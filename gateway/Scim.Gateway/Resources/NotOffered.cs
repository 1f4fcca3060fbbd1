using Scim.Gateway.Routing;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Resources;

/// <summary>Endpoints of RFC 7644 that this server does not offer, and says so: 501.</summary>
internal static class NotOffered
{
    /// <summary><c>/Bulk</c> (RFC 7644 section 3.7), which <c>/ServiceProviderConfig</c> does not announce.</summary>
    public static Task<Answer> Bulk(ScimRequest request) =>
        Task.FromResult<Answer>(new ScimError(ScimErrorKind.NotImplemented, "Bulk requests are not supported, as /ServiceProviderConfig says. Send the operations one by one."));
}
