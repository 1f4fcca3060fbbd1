namespace Scim.Gateway.Http;

/// <summary>
/// The <c>return</c> preference of the <c>Prefer</c> header (RFC 7240): whether the response to a change contains the
/// resource. Other preferences are ignored, as the RFC allows.
/// </summary>
internal enum ReturnPreference
{
    /// <summary>No preference.</summary>
    None,

    /// <summary><c>return=minimal</c> (section 4.2): without the resource.</summary>
    Minimal,

    /// <summary><c>return=representation</c> (section 4.2): with the resource.</summary>
    Representation,
}
