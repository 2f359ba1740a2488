// Reads a code with the camera, only after a press, or from a photograph.
(function () {
  "use strict";
  const WIDTH = 640, PHOTO = 1280;
  let decoder = null;

  function decoderFrom(address) {
    decoder = decoder || new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = address;
      script.onload = function () { resolve(window.jsQR); };
      script.onerror = function () { decoder = null; reject(new Error("decoder")); };
      document.head.append(script);
    });
    return decoder;
  }

  function drawn(source, width, height, most) {
    const scale = Math.min(1, most / Math.max(width, height, 1));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    brush.drawImage(source, 0, 0, canvas.width, canvas.height);
    return brush.getImageData(0, 0, canvas.width, canvas.height);
  }

  function textIn(image, read) {
    const found = read(image.data, image.width, image.height);
    return found ? found.data : "";
  }

  window.doorScan = {
    canLook: function () { return Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia); },

    // The text of the code on a photograph; empty when there is none.
    photo: async function (file, address) {
      const read = await decoderFrom(address);
      const picture = await createImageBitmap(file);
      const sizes = [PHOTO, WIDTH];
      for (const most of sizes) {
        const text = textIn(drawn(picture, picture.width, picture.height, most), read);
        if (text) { return text; }
      }
      return "";
    },

    // Looks until stopped; tells each code once until another is seen or three seconds pass.
    look: async function (video, address, told) {
      const read = await decoderFrom(address);
      const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment" } });
      let last = "", since = 0, running = true;
      video.srcObject = stream;
      await video.play();
      function frame() {
        if (!running) { return; }
        if (video.readyState >= 2 && video.videoWidth) {
          const text = textIn(drawn(video, video.videoWidth, video.videoHeight, WIDTH), read);
          if (text && (text !== last || Date.now() - since > 3000)) { told(text); }
          if (text) { last = text; since = Date.now(); }
        }
        setTimeout(function () { requestAnimationFrame(frame); }, 120);
      }
      frame();
      return function stop() {
        running = false;
        stream.getTracks().forEach(function (track) { track.stop(); });
        video.srcObject = null;
      };
    }
  };
})();
