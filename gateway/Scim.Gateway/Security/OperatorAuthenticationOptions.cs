using Microsoft.AspNetCore.Authentication;

namespace Scim.Gateway.Security;

/// <summary>Which HTTP scheme one registration of <see cref="OperatorAuthenticationHandler"/> understands.</summary>
internal sealed class OperatorAuthenticationOptions : AuthenticationSchemeOptions
{
    /// <summary>The scheme name for bearer tokens.</summary>
    public const string BearerScheme = "Scim.OperatorBearer";

    /// <summary>
    /// The scheme name for HTTP Basic. A scheme of its own: with a single one registered, ASP.NET Core would make it
    /// the default and run it for every SCIM request.
    /// </summary>
    public const string BasicScheme = "Scim.OperatorBasic";

    /// <summary>The user whose password is the operator key.</summary>
    public const string UserName = "operator";

    /// <summary>What challenges call the protected space.</summary>
    public const string Realm = "operator";
}
