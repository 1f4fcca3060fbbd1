namespace Scim.Gateway.Http;

/// <summary>
/// What of the <c>Prefer</c> header (RFC 7240) this service knows: whether a change is answered with the resource.
/// Everything else is ignored, as the RFC says.
/// </summary>
internal enum ReturnPreference
{
    /// <summary>Nothing preferred.</summary>
    None,

    /// <summary><c>return=minimal</c> (section 4.2): without the resource.</summary>
    Minimal,

    /// <summary><c>return=representation</c>: with it.</summary>
    Representation,
}
